import { describe, expect, it } from 'vitest';
import { checkChain } from '../../../../core/capacity/check/check.ts';
import {
  applyCalibration,
  type Calibration,
  calibratedFigures,
  calibratedHandlerTime,
  originsOf,
} from '../../../../core/capacity/measure/calibration.ts';
import { parseCalibration } from '../../../../core/capacity/measure/parse-calibration.ts';
import { meanOf } from '../../../../core/capacity/model/service-time-distribution.ts';
import { planChain } from '../../../../core/capacity/plan/chain.ts';
import { chainCost } from '../../../../core/capacity/plan/cost.ts';
import { catalog } from '../../../fixtures/start-line/catalog.ts';
import { stages } from '../../../fixtures/start-line/stages.ts';

const TYPES = catalog.map(({ type }) => type);
const CHAIN = { types: catalog, stage: stages.prod };

function calibration(recordMs = 2, invocationMs = 10): Calibration {
  return {
    version: 1,
    source: 'a test',
    measuredAt: '2026-11-23T09:00:00.000Z',
    ingestMs: 60,
    queryMs: 50,
    deliveryP90Ms: 40,
    types: {
      'location.pinged': {
        invocations: 500,
        recordBytes: 7_000,
        serviceTime: {
          invocationMs,
          recordMs,
          variation: 1,
          memoryMb: 1_024,
          invocationQuantiles: [
            [0, 0],
            [1, 2 * invocationMs],
          ],
        },
      },
    },
  };
}
const planOf = (chain: typeof CHAIN, type = 'location.pinged') => {
  const plan = planChain(chain.types, chain.stage).types.find((each) => each.type.type === type);
  if (plan === undefined) throw new Error(`no plan of ${type}`);
  return plan;
};

describe('applyCalibration', () => {
  it('changes nothing if the measured values equal the assumed ones', () => {
    const same: Calibration = {
      ...calibration(),
      types: {
        'location.pinged': {
          invocations: 1,
          serviceTime: { ...calibration().types['location.pinged']?.serviceTime } as never,
        },
      },
    };
    expect(planOf(applyCalibration(CHAIN, same)).handlerRate).toBe(planOf(CHAIN).handlerRate);
  });

  it('sizes for the measured times: slower records get more lanes or fewer events in a batch', () => {
    const slow = planOf(applyCalibration(CHAIN, calibration(20)));
    const before = planOf(CHAIN);
    expect(slow.topology.mapping.batchSize.value).toBeLessThan(before.topology.mapping.batchSize.value);
    expect(slow.workers).toBeGreaterThan(before.workers);
    expect(slow.recordBytes).toBeCloseTo(7_000, 6);
    expect(slow.latency.deliver).toBeCloseTo(before.latency.deliver / 2, 5);
  });

  it('uses the measured time of a read for concurrency and cost', () => {
    const slow = applyCalibration(CHAIN, { ...calibration(), queryMs: 500 });
    const fast = applyCalibration(CHAIN, { ...calibration(), queryMs: 5 });
    const [ofSlow, ofFast] = [planChain(slow.types, slow.stage), planChain(fast.types, fast.stage)];
    const perRead =
      (ofSlow.unreservedConcurrency.total - ofFast.unreservedConcurrency.total) / ofFast.players.readsPerSecond;
    expect(perRead).toBeCloseTo(0.495, 6);
    expect(chainCost(ofSlow).lines['API functions']).toBeGreaterThan(chainCost(ofFast).lines['API functions']);
  });

  it('does not change types that were not measured', () => {
    const calibrated = applyCalibration(CHAIN, { ...calibration(20), deliveryP90Ms: 80 });
    expect(planOf(calibrated, 'clue.solved').handlerRate).toBe(planOf(CHAIN, 'clue.solved').handlerRate);
  });

  it('makes the check refuse a chain that passes with the assumptions', () => {
    expect(checkChain(CHAIN).findings.filter(({ level }) => level === 'fails')).toEqual([]);
    const slow = checkChain(applyCalibration(CHAIN, calibration(150, 100)));
    expect(slow.findings.filter(({ level, type }) => level === 'fails' && type === 'location.pinged')).not.toEqual([]);
  });

  it('gives the simulator the distribution, scaled to the memory', () => {
    const time = calibratedHandlerTime(calibration(), 'location.pinged', 1_024);
    expect(meanOf(time?.invocation ?? { kind: 'constant', meanMs: 0 })).toBe(10);
    expect(meanOf(time?.record ?? { kind: 'constant', meanMs: 0 })).toBe(2);
    const half = calibratedHandlerTime(calibration(), 'location.pinged', 512);
    expect(meanOf(half?.record ?? { kind: 'constant', meanMs: 0 })).toBe(3);
    expect(calibratedHandlerTime(calibration(), 'clue.solved', 1_024)).toBeUndefined();
  });

  it('lists which figures are measured and which are assumed', () => {
    const { calibrated, assumed } = originsOf(CHAIN, calibration());
    expect(calibrated).toEqual([
      { of: 'ingest', figure: 'request time' },
      { of: 'query', figure: 'request time' },
      { of: 'EventBridge', figure: 'delivery p90' },
      { of: 'location.pinged', figure: 'invocation time' },
      { of: 'location.pinged', figure: 'record time' },
      { of: 'location.pinged', figure: 'record size' },
    ]);
    expect(assumed).toContainEqual({ of: 'clue.solved', figure: 'record time' });
    expect(assumed).toContainEqual({ of: 'location.pinged', figure: 'busiest key' });
    const figure = calibratedFigures(CHAIN, calibration()).find(
      ({ of, figure: name }) => of === 'location.pinged' && name === 'record size',
    );
    expect(figure).toEqual({
      of: 'location.pinged',
      figure: 'record size',
      unit: 'bytes',
      assumed: 8_170,
      measured: 7_000,
    });
  });
});

describe('parseCalibration', () => {
  const parse = (value: unknown): Calibration =>
    parseCalibration(typeof value === 'string' ? value : JSON.stringify(value), 'cairn.calibration.json', TYPES);
  const changed = (path: string, value: unknown): unknown => {
    const root = structuredClone(calibration()) as unknown as Record<string, unknown>;
    // The type's own name has a dot, so paths are given with slashes.
    const keys = path.split('/');
    const owner = keys.slice(0, -1).reduce((of, key) => of[key] as Record<string, unknown>, root);
    owner[keys.at(-1) ?? ''] = value;
    return root;
  };

  it('reads a written calibration back', () => {
    expect(parse(calibration())).toEqual(calibration());
  });

  it.each([
    ['not JSON', '{', 'the text'],
    ['a list', [], 'a JSON object'],
    ['another version', changed('version', 2), 'version: got 2; allowed: 1'],
    ['a field that is none', changed('memory', 3), 'memory: got 3'],
    ['a time that is none', changed('measuredAt', 'yesterday'), 'measuredAt: got "yesterday"'],
    ['a type that the catalog has not', changed('types/tea.brewed', {}), 'types.tea.brewed: got "tea.brewed"'],
    ['a share above 1', changed('types/location.pinged/hottestKeyShare', 2), 'hottestKeyShare: got 2'],
    ['half an invocation', changed('types/location.pinged/invocations', 0.5), 'a whole number'],
    ['records that take no time', changed('types/location.pinged/serviceTime/recordMs', 0), 'recordMs: got 0'],
    ['a negative time', changed('types/location.pinged/serviceTime/invocationMs', -1), 'invocationMs: got -1'],
    [
      'quantiles that are none',
      changed('types/location.pinged/serviceTime/invocationQuantiles', [1]),
      'invocationQuantiles',
    ],
    [
      'quantiles that fall',
      changed('types/location.pinged/serviceTime/invocationQuantiles', [
        [0, 5],
        [1, 2],
      ]),
      'shares rise from 0 to 1',
    ],
  ])('refuses %s', (_, value, message) => {
    expect(() => parse(value)).toThrow(message);
    expect(() => parse(value)).toThrow('calibration cairn.calibration.json');
  });
});
