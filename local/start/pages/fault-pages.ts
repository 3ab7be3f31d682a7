import { InputError } from '../../../core/errors.ts';
import type { PageRequest } from '../../aws/runtime/api-front.ts';
import type { FaultStanding, Faults } from '../../aws/runtime/faults/faults.ts';
import { readFault } from '../../aws/services/faults/fault-spec.ts';
import type { GatewayAnswer } from '../../aws/services/gateway/http.ts';
import { errorPage, jsonPage } from '../page-answer.ts';

export const FAULTS_PATH = '/local/faults';

/**
 * Answers `/local/faults`: POST adds a fault, GET lists them, DELETE ends all, or one with `/local/faults/ID`.
 * @param faults `undefined` while the runtime starts
 */
export function answerFaults(
  faults: Faults | undefined,
  method: string,
  path: string,
  request: PageRequest,
): GatewayAnswer {
  if (faults === undefined) return errorPage(503, 'not_ready', 'the runtime is not ready yet');
  const id = path === FAULTS_PATH ? undefined : path.slice(FAULTS_PATH.length + 1);
  if (method === 'GET') return id === undefined ? jsonPage(200, faults.list().map(faultLine)) : one(faults, id);
  if (method === 'DELETE') return remove(faults, id);
  if (method === 'POST' && id === undefined) return add(faults, request);
  return errorPage(
    405,
    'method_not_allowed',
    `${FAULTS_PATH} accepts GET, POST and DELETE; ${FAULTS_PATH}/ID accepts GET and DELETE`,
  );
}

function add(faults: Faults, { contentType, body }: PageRequest): GatewayAnswer {
  // A web page can make a browser send other types here without a preflight.
  if (contentType?.split(';')[0]?.trim() !== 'application/json') {
    return errorPage(415, 'unsupported_media_type', 'send the fault as JSON, with "content-type: application/json"');
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return errorPage(400, 'bad_fault', 'the body is not JSON; send for example {"kind":"function-crash","for":"30s"}');
  }
  try {
    return jsonPage(201, faultLine(faults.add(readFault(value, 'fault'), 'fault')));
  } catch (problem) {
    if (problem instanceof InputError) return errorPage(400, 'bad_fault', problem.message);
    throw problem;
  }
}

function remove(faults: Faults, id: string | undefined): GatewayAnswer {
  if (id === undefined) return jsonPage(200, faults.removeAll().map(faultLine));
  const removed = faults.remove(id);
  return removed === undefined ? unknownFault(faults, id) : jsonPage(200, faultLine(removed));
}

function one(faults: Faults, id: string): GatewayAnswer {
  const standing = faults.list().find((fault) => fault.id === id);
  return standing === undefined ? unknownFault(faults, id) : jsonPage(200, faultLine(standing));
}

function unknownFault(faults: Faults, id: string): GatewayAnswer {
  const ids = faults.list().map((fault) => fault.id);
  return errorPage(404, 'unknown_fault', `there is no fault "${id}"; there is ${ids.join(', ') || 'none'}`);
}

/** Formats a fault for the page and the command line. */
function faultLine({ id, spec, state, struck, startsAt, endsAt }: FaultStanding): object {
  const { kind, target, probability, byMs } = spec;
  return {
    id,
    kind,
    ...(target !== undefined && { target }),
    probability,
    ...(byMs > 0 && { by: `${byMs}ms` }),
    state,
    struck,
    startsAt: new Date(startsAt).toISOString(),
    ...(endsAt !== undefined && { endsAt: new Date(endsAt).toISOString() }),
  };
}
