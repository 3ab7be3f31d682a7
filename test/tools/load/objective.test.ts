import { describe, expect, it } from 'vitest';
import { defaultObjectives, judge, parseObjective } from '../../../tools/load/objective.ts';
import { endpointOf } from '../../../tools/shared/load/endpoint.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { sampleResult } from './sample-result.ts';

const TYPES = catalog.map(({ type }) => type);
const verdict = (text: string) => judge(parseObjective(text, TYPES), sampleResult());

describe('objectives', () => {
  it.each([
    ['p50<10ms', 8, true],
    ['p99<1s', 1_900, false],
    ['p99.9>=2s', 2_000, true],
    ['max<=3000ms', 2_500, true],
    ['unaccounted=0', 1, false],
    ['contradictions=0', 1, false],
    ['refused<=10%', 0.1, true],
    ['throttled<5%', 0.07, false],
    ['unsent=50', 50, true],
    ['schedule.p99<5ms', 1.4, true],
    ['clue.solved.p99<2s', 1_500, true],
    ['clue.solved.p50<100ms', 120, false],
    ['hunt.joined.p99<2s', null, false],
  ])('%s: measured %j, met: %j', (text, measured, met) => {
    expect(verdict(text)).toEqual({ objective: text, measured, met });
  });

  it('default to the catalog’s, and to no unaccounted events', () => {
    expect(defaultObjectives(catalog).map(({ text }) => text)).toEqual([
      'unaccounted=0',
      'contradictions=0',
      ...catalog.map(
        ({ type, latencyObjective: { percentile, milliseconds } }) => `${type}.p${percentile}<=${milliseconds}ms`,
      ),
    ]);
  });

  it.each([
    ['p98<1s', 'Did you mean "p90"?'],
    ['unacounted=0', 'Did you mean "unaccounted"?'],
    ['clue.solve.p99<1s', 'Did you mean "clue.solved.p99"?'],
    ['p99', "Write for example --objective 'p99<1000ms'."],
    ['p99<1min', "Write for example --objective 'p99<1000ms'."],
  ])('%s is refused: %s', (text, remedy) => {
    expect(() => parseObjective(text, TYPES)).toThrow(remedy);
  });
});

describe('the endpoint', () => {
  it.each([
    [undefined, undefined, 'http://127.0.0.1:3000'],
    ['http://localhost:8080/', undefined, 'http://localhost:8080'],
    ['http://[::1]:8080', undefined, 'http://[::1]:8080'],
    ['http://127.0.0.1:4566/_aws/execute-api/abc/dev/', undefined, 'http://127.0.0.1:4566/_aws/execute-api/abc/dev'],
    ['https://api.example.com/dev/', 'https://api.example.com/dev', 'https://api.example.com/dev'],
    [undefined, 'https://api.example.com/dev', 'https://api.example.com/dev'],
  ])('%s, declared as own: %s → %s', (url, owned, endpoint) => {
    expect(endpointOf(url, owned)).toBe(endpoint);
  });

  it.each([
    ['https://api.example.com/dev', undefined, 'add --i-own-this-endpoint https://api.example.com/dev'],
    ['http://127.0.0.1.example.com', undefined, 'add --i-own-this-endpoint'],
    ['http://192.168.1.2:3000', undefined, 'add --i-own-this-endpoint'],
    ['https://api.example.com/dev', 'https://api.example.com/prod', 'Name the same URL in both options'],
    ['https://api.example.com.evil.test/', 'https://api.example.com/', 'Name the same URL in both options'],
    ['ftp://127.0.0.1', undefined, 'an http or https URL'],
    ['http://user:secret@127.0.0.1', undefined, 'an http or https URL'],
    ['nonsense', undefined, 'an http or https URL'],
  ])('refuses %s, declared as own: %s', (url, owned, message) => {
    expect(() => endpointOf(url, owned)).toThrow(message);
  });
});
