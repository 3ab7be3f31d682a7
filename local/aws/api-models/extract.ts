/**
 * Writes `local/aws/services/<service>/api.json` for every service that the endpoint serves: the shapes of its
 * operations, from botocore's models (Apache-2.0).
 *
 *     pip download --no-deps botocore && unzip -q botocore-*.whl 'botocore/data/*' -d models
 *     node bin/node24.mjs local/aws/api-models/extract.ts models/botocore/data 1.44.8 && npm run format
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ApiModel, Shape } from '../services/api/model.ts';
import { SERVED, type ServedApi } from './served.ts';

interface BotocoreMember {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
}

interface BotocoreShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, BotocoreMember>>;
  readonly member?: BotocoreMember;
  readonly key?: BotocoreMember;
  readonly value?: BotocoreMember;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly payload?: string;
}

interface BotocoreModel {
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly http?: { readonly method: string; readonly requestUri: string };
        readonly input?: BotocoreMember;
        readonly output?: BotocoreMember;
      }
    >
  >;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

const [directory = '', version = ''] = process.argv.slice(2);
for (const served of SERVED) {
  const file = path.join(import.meta.dirname, '../services', served.folder, 'api.json');
  writeFileSync(file, `${JSON.stringify(extract(served, readModel(served)), null, 2)}\n`);
}

function readModel({ botocore }: ServedApi): BotocoreModel {
  return JSON.parse(gunzipSync(readFileSync(path.join(directory, botocore, 'service-2.json.gz'))).toString());
}

function extract({ botocore, operations, isRest = false }: ServedApi, model: BotocoreModel): ApiModel {
  const shapes: Record<string, Shape> = {};
  const visit = ({ shape: name }: BotocoreMember): string => {
    const source = model.shapes[name];
    if (source === undefined) throw new Error(`${botocore}: no shape ${name}`);
    if (shapes[name] !== undefined) return name;
    const { type, required, members, member, key, value, enum: options, min, max, payload } = source;
    const shape: Record<string, unknown> = { type };
    shapes[name] = shape as unknown as Shape;
    if (required !== undefined && required.length > 0) shape.required = required;
    if (options !== undefined) shape.enum = options;
    if (min !== undefined) shape.min = min;
    if (max !== undefined) shape.max = max;
    if (payload !== undefined) shape.payload = payload;
    if (members !== undefined) {
      const entries = Object.entries(members);
      shape.members = Object.fromEntries(entries.map(([memberName, one]) => [memberName, visit(one)]));
      const located = entries.flatMap(([memberName, { location, locationName = memberName }]) =>
        location === undefined ? [] : [[memberName, `${location}:${locationName}`]],
      );
      if (located.length > 0) shape.locations = Object.fromEntries(located);
    }
    if (member !== undefined) shape.member = visit(member);
    if (key !== undefined) visit(key);
    if (value !== undefined) shape.value = visit(value);
    return name;
  };
  const described = operations.map((name) => {
    const operation = model.operations[name];
    if (operation === undefined) throw new Error(`${botocore}: no operation ${name}`);
    return [
      name,
      {
        ...(isRest &&
          operation.http !== undefined && { http: `${operation.http.method} ${operation.http.requestUri}` }),
        ...(operation.input !== undefined && { input: visit(operation.input) }),
        ...(operation.output !== undefined && { output: visit(operation.output) }),
      },
    ] as const;
  });
  return {
    source: `botocore ${version}, ${botocore} (Apache-2.0), by local/aws/api-models/extract.ts`,
    operations: Object.fromEntries(described),
    shapes,
  };
}
