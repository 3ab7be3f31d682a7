import { pascalName } from '../../catalog/names.ts';
import { API_READERS } from './setting-readers/api.ts';
import { CHAIN_READERS } from './setting-readers/chain.ts';
import type { Names, Readers, Settings } from './setting-readers/reader.ts';
import { STORAGE_READERS } from './setting-readers/storage.ts';
import type { Resource, Resources } from './templates.ts';

/** Resources that have no setting of the chain: permissions, names, keys, and what CDK makes of the API's paths. */
const WITHOUT_SETTINGS: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::CDK::Metadata',
  'AWS::Events::EventBus',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::WAFv2::WebACLAssociation',
]);

const READERS: Readers = { ...API_READERS, ...CHAIN_READERS, ...STORAGE_READERS };

/**
 * Every setting in a template. Whatever it has that no reader knows is in there by the resource's own name, so that it
 * stands in no topology.
 */
export function templateSettings(resources: Resources, types: readonly string[]): Settings {
  const names = namesOf(types);
  const settings: Record<string, unknown> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    for (const [path, value] of Object.entries(settingsOf(logicalId.slice(0, -8), resource, names))) {
      const known = Object.hasOwn(settings, path) ? settings[path] : value;
      settings[path] = JSON.stringify(known) === JSON.stringify(value) ? value : `${known} and ${value}`;
    }
  }
  return settings;
}

/** @param id without CDK's hash */
function settingsOf(id: string, { Type, Properties: properties = {} }: Resource, names: Names): Settings {
  if (WITHOUT_SETTINGS.has(Type)) return {};
  const reader = READERS[Type];
  if (reader === undefined) return { [`${Type} ${id}`]: 'a resource that nobody compares' };
  const unknown = Object.keys(properties).filter((name) => name !== 'Tags' && !reader.properties.includes(name));
  return {
    ...reader.read(properties, id, names),
    ...Object.fromEntries(unknown.map((name) => [`${id}.${name}`, properties[name]])),
  };
}

function namesOf(types: readonly string[]): Names {
  return {
    typeOf: (id) => {
      const index = types.findIndex((type) => id.startsWith(pascalName(type)));
      const type = types[index];
      return type === undefined ? undefined : { path: `types.${index}`, rest: id.slice(pascalName(type).length) };
    },
  };
}
