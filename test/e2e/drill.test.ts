import { beforeAll, describe, expect, inject, it } from 'vitest';
import { chainNamed } from '../../catalog/chain-named.ts';
import { placeOf } from '../../core/monitoring/event-chain-alarms.ts';
import { type Assembly, loadAssembly } from '../../local/aws/template/load.ts';
import type { TemplateResource } from '../../local/aws/template/template.ts';
import { type DrillReport, drill, isGood } from '../../tools/drill/drill.ts';

const chain = chainNamed('dev');
const [first, second, ...others] = chain.types.map(({ type }) => placeOf(type));

type Properties = TemplateResource['properties'];

describe('The drill', () => {
  let assembly: Assembly;
  beforeAll(async () => {
    assembly = await loadAssembly(inject('assemblyDirectory'));
  });

  /** The stage's template with another alarm, composite or both, by their names without the stage. */
  function planted(changes: Readonly<Record<string, (properties: Properties) => Properties>>): Assembly {
    const resources = [...assembly.template.resources].map(([id, resource]) => {
      const change = changes[String(resource.properties.AlarmName).replace(/^cairn-dev-/, '')];
      return [id, change === undefined ? resource : { ...resource, properties: change(resource.properties) }] as const;
    });
    return { ...assembly, template: { ...assembly.template, resources: new Map(resources) } };
  }

  /** Problems by alarm; those of alarms that are as promised are left out. */
  const problemsIn = ({ alarms }: DrillReport) =>
    Object.fromEntries(alarms.filter(({ problems }) => problems.length > 0).map(({ id, problems }) => [id, problems]));

  it('finds a wrong dimension, an alarm that its composite leaves out, one without a cause, and nothing else', async () => {
    const wrong = planted({
      [`${first}-WriteThrottled`]: (properties) => ({ ...properties, Threshold: -1, TreatMissingData: 'breaching' }),
      [`${first}-Undelivered`]: (properties) => ({
        ...properties,
        Dimensions: [{ Name: 'RuleName', Value: 'another' }],
      }),
      [`${second}-Page`]: ({ AlarmRule, ...properties }) => ({
        ...properties,
        AlarmRule: withoutAlarm(AlarmRule, assembly, `cairn-dev-${second}-Undelivered`),
      }),
    });
    const found = await drill({ chain, assembly: wrong, only: ['Undelivered'] });
    expect(isGood(found)).toBe(false);
    expect(found.alarms).toHaveLength(chain.types.length);
    expect(problemsIn(found)).toEqual({
      [`${first}/Undelivered`]: ['It was not raised.'],
      [`${second}/Undelivered`]: [
        `The composite ${second}/Page does not read ${second}/Undelivered.`,
        'The message was sent later than promised.',
      ],
    });
    for (const { messageFrom, type = '' } of found.alarms.slice(2)) expect(messageFrom).toBe(`${placeOf(type)}/Page`);
    expect(others.length).toBeGreaterThan(0);
    expect(found.unrest.map(({ id }) => id)).toEqual([`${first}/WriteThrottled`, `${first}/Page`]);
  });

  it('finds a threshold that is ten times too high', async () => {
    const wrong = planted({
      [`${first}-HandlerDuration`]: ({ Threshold, ...properties }) => ({
        ...properties,
        Threshold: 10 * Number(Threshold),
      }),
    });
    const found = await drill({ chain, assembly: wrong, only: ['HandlerDuration'] });
    expect(problemsIn(found)).toEqual({ [`${first}/HandlerDuration`]: ['It was not raised.'] });
  });

  it('finds an alarm to which missing data is good, where a source mapping that does not poll has none', async () => {
    const wrong = planted({
      [`${first}-Stopped`]: (properties) => ({ ...properties, TreatMissingData: 'notBreaching' }),
    });
    const found = await drill({ chain, assembly: wrong, only: ['Stopped'] });
    expect(problemsIn(found)).toEqual({ [`${first}/Stopped`]: ['It was not raised.'] });
  });
});

/** A composite's rule of `ALARM("name") OR …`, where names are references, without one of them. */
function withoutAlarm(rule: unknown, { template }: Assembly, name: string): unknown {
  const id = [...template.resources].find(([, { properties }]) => properties.AlarmName === name)?.[0];
  const parts = (rule as { readonly 'Fn::Join': readonly [string, readonly unknown[]] })['Fn::Join'][1];
  const at = parts.findIndex((part) => JSON.stringify(part).includes(`"${id}"`));
  expect(at).toBeGreaterThan(0);
  return { 'Fn::Join': ['', parts.with(at, 'nobody')] };
}
