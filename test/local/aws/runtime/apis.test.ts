import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SERVED } from '../../../../local/aws/api-models/served.ts';
import { APIS } from '../../../../local/aws/runtime/aws-services.ts';
import { type Api, inputCheck } from '../../../../local/aws/services/api/check-input.ts';

const apis: readonly Api[] = Object.values(APIS);
const inertOf = (api: Api) =>
  Object.entries(api.parameters).flatMap(([operation, { inert = {} }]) =>
    Object.entries(inert).map(([member, reason]) => ({ api: api.name, operation, member, reason })),
  );
const effectiveOf = (api: Api) =>
  Object.entries(api.parameters).flatMap(([operation, { effective }]) =>
    effective
      .split(/\s+/)
      .filter((member) => member !== '')
      .map((member) => ({ operation, member })),
  );

/** Returns the type of an input's member; `undefined` if AWS has none. */
function typeAt({ model }: Api, operation: string, member: string): string | undefined {
  let name: string | undefined = model.operations[operation]?.input;
  for (const step of member.split('.')) {
    let shape = model.shapes[name ?? ''];
    while (shape?.type === 'list' || shape?.type === 'map') shape = model.shapes[shape.member ?? shape.value ?? ''];
    name = shape?.members?.[step];
  }
  return model.shapes[name ?? '']?.type;
}

describe.each(apis.map((api) => [api.name, api] as const))('the parameters of %s', (_name, api) => {
  it('are listed for every operation that is served', () => {
    expect(Object.keys(api.parameters).sort()).toEqual(Object.keys(api.model.operations).sort());
  });

  it("are members of AWS's own model, each listed once", () => {
    const listed = [...effectiveOf(api), ...inertOf(api)];
    expect(listed.filter(({ operation, member }) => typeAt(api, operation, member) === undefined)).toEqual([]);
    const names = listed.map(({ operation, member }) => `${operation} ${member}`);
    expect(names).toHaveLength(new Set(names).size);
  });

  it('are in local/aws/README.md if they have no effect', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../../../local/aws/README.md'), 'utf8');
    const documented = inertOf(api).map(({ operation, member, reason }) => [
      `${api.name}.${operation} ${member}: ${reason}`,
      page
        .split('\n')
        .some(
          (row) =>
            row.startsWith(`| ${api.name} |`) &&
            row.includes(`\`${member}\``) &&
            row.includes(operation) &&
            row.includes(reason),
        ),
    ]);
    expect(documented.filter(([, isThere]) => isThere !== true)).toEqual([]);
  });

  it('are refused if AWS has them and the model does not', () => {
    const check = inputCheck(api);
    for (const [operation, { input = '' }] of Object.entries(api.model.operations)) {
      const { members = {}, required = [] } = api.model.shapes[input] ?? {};
      const accepted = [...effectiveOf(api), ...inertOf(api)].filter((one) => one.operation === operation);
      const isAccepted = (name: string) => accepted.some(({ member }) => member.split('.')[0] === name);
      const whole = Object.fromEntries(required.map((name) => [name, null]));
      expect(required.filter((name) => !isAccepted(name))).toEqual([]);
      for (const name of Object.keys(members).filter((member) => !isAccepted(member))) {
        const { required: _none, ...withoutRequired } = api.model.shapes[input] ?? { type: 'structure' as const };
        const model = { ...api.model, shapes: { ...api.model.shapes, [input]: withoutRequired } };
        const lenient = inputCheck({ ...api, model });
        expect(() => lenient(operation, { ...whole, [name]: 'x' }), `${operation} ${name}`).toThrow(
          `not implemented by the local runtime: ${api.name}.${operation} with ${name}`,
        );
      }
      if (required.length > 0) expect(() => check(operation, {})).toThrow('Member must not be null');
    }
  });
});

it('lists the operations that local/aws/api-models extracts', () => {
  const listed = SERVED.map(({ operations }) => [...operations].sort());
  expect(apis.map(({ model }) => Object.keys(model.operations).sort())).toEqual(expect.arrayContaining(listed));
});
