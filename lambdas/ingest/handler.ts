import { parseOldestVersions } from '../../catalog/oldest-versions.ts';
import { admissionReader } from '../shared/aws/admission-reader.ts';
import { optionalList, requiredSetting } from '../shared/aws/environment.ts';
import { eventBridgeBus } from '../shared/aws/eventbridge-bus.ts';
import { inFunctionAuthentication } from '../shared/aws/in-function-authentication.ts';
import { powertoolsLog } from '../shared/aws/powertools-log.ts';
import { powertoolsMetrics } from '../shared/aws/powertools-metrics.ts';
import { system } from '../shared/aws/system.ts';
import { handleApi } from '../shared/http/api-handler.ts';
import { AdmissionGate } from './admission-gate.ts';
import { eventRules } from './event-rules.ts';
import { ingestEvents } from './ingest-events.ts';
import { PlayerBrake } from './player-brake.ts';

const { clock, random } = system();
const ports = {
  clock,
  random,
  bus: eventBridgeBus(),
  eventBusName: requiredSetting('EVENT_BUS_NAME'),
  log: powertoolsLog('cairn'),
  authenticate: await inFunctionAuthentication(),
  brake: new PlayerBrake(clock),
  gate: new AdmissionGate(random),
  readAdmission: await admissionReader(),
  rules: eventRules(parseOldestVersions(optionalList('OLDEST_VERSIONS'))),
  corsOrigins: optionalList('CORS_ORIGINS'),
  metrics: powertoolsMetrics(requiredSetting('STAGE')),
};

export const handler = handleApi(ports, (request, caller, note) => ingestEvents(request, caller, ports, note));
