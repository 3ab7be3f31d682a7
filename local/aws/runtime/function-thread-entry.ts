/**
 * The code inside a function's thread. Each environment has its own instance of the function's module, so that no two
 * concurrent invocations share module-level state, as on Lambda.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { allowLoopbackOnly } from './loopback-only.ts';
import type { FromThread, RunMessage, ThreadData, ToThread } from './thread-message.ts';

type Callback = (error: unknown, answer?: unknown) => void;
type Handler = (invocation: unknown, context: object, callback: Callback) => unknown;

const port = parentPort;
if (port === null) throw new Error('function-thread-entry.ts runs in a worker thread only');
const data: ThreadData = workerData;
const environments = new Map<number, Promise<Handler>>();
/** A loaded instance of the module that no environment uses yet. */
let prepared: Promise<Handler> | undefined;
let output = '';

allowLoopbackOnly();
captureOutput();
port.on('message', (message: ToThread) => {
  if (message.kind === 'ping') send({ kind: 'pong' });
  else if (message.kind === 'load') void prepare();
  else void run(message);
});

async function run(message: RunMessage): Promise<void> {
  const { environment, requestId } = message;
  let failed = false;
  let payload: string;
  try {
    const handler = await handlerOf(environment);
    const answer = await invoke(handler, message);
    payload = answer === undefined ? 'null' : JSON.stringify(answer);
  } catch (error) {
    failed = true;
    payload = errorDocument(error);
    // The line that Lambda itself writes to the function's log.
    output += `${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error\t${payload}\n`;
  }
  send({ kind: 'done', environment, requestId, payload, failed, output: takeOutput() });
}

function handlerOf(environment: number): Promise<Handler> {
  const known = environments.get(environment);
  if (known !== undefined) return known;
  const loading = handlerFor(environment);
  environments.set(environment, loading);
  // The next invocation loads a module again that could not be loaded, as on Lambda.
  loading.catch(() => environments.delete(environment));
  return loading;
}

async function prepare(): Promise<void> {
  prepared = load('prepared');
  const failure = await prepared.then(
    () => undefined,
    (error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
  if (failure !== undefined) prepared = undefined;
  send({ kind: 'loaded', failure });
}

async function handlerFor(environment: number): Promise<Handler> {
  const loading = prepared ?? load(environment);
  prepared = undefined;
  const handler = await loading;
  send({ kind: 'ready', environment });
  return handler;
}

async function load(instance: number | 'prepared'): Promise<Handler> {
  const url = `${pathToFileURL(data.modulePath).href}?environment=${instance}`;
  const module: Readonly<Record<string, unknown>> = await import(url);
  const handler = module[data.exportName];
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${data.exportName} is undefined or not exported`);
  }
  return handler as Handler;
}

/** Runs the handler. It answers by its promise, or by the callback of Lambda's older form. */
function invoke(handler: Handler, { payload, requestId, deadline }: RunMessage): Promise<unknown> {
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: data.functionArn,
    memoryLimitInMB: String(data.memoryMb),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${data.functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  return new Promise((resolve, reject) => {
    const answer = handler(JSON.parse(payload), context, (error, result) => {
      if (error === null || error === undefined) resolve(result);
      else reject(error);
    });
    if (answer instanceof Promise) answer.then(resolve, reject);
    else if (answer !== undefined || handler.length < 3) resolve(answer);
  });
}

function errorDocument(error: unknown): string {
  if (!(error instanceof Error))
    return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
  return JSON.stringify({
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  });
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** Sends text of standard output and error to the runtime with the next answer, or soon without one. */
function captureOutput(): void {
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    if (output === '') setImmediate(() => setImmediate(flushOutput));
    output += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') callback();
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
}

function takeOutput(): string {
  const taken = output;
  output = '';
  return taken;
}

function flushOutput(): void {
  if (output !== '') send({ kind: 'output', output: takeOutput() });
}

function send(message: FromThread): void {
  port?.postMessage(message);
}
