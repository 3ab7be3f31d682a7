import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SILENCE } from '../../core/monitoring/api-alarms.ts';
import { FAULT_KINDS } from '../../local/aws/services/faults/fault-kinds.ts';
import { shippedMonitoring, shownId } from '../../tools/shared/runbook-alarms.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/failures.md'), 'utf8');

/** A row of the tables: the failure, what reports it, and the tests that it names. */
interface Row {
  readonly failure: string;
  readonly alarm: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

function rowsOf(page: string): Row[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| failure |'))
    .map((line) => ({
      failure: line.split('|')[1]?.trim() ?? '',
      alarm: line.split('|')[4]?.trim() ?? '',
      tests: [...line.matchAll(/`(test\/[^`]+)`: “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title })),
    }));
}

const ALARMS = new Set([...shippedMonitoring().alarms, SILENCE].map(shownId));
/** What a cell of alarms may name besides them. */
const OTHERS = new Set(['status', 'page-test', 'preflight', 'pending', 'Duplicates', 'unconfirmed']);

/** What is wrong with the alarms of the page, in words. */
function alarmGaps(page: string): string[] {
  return rowsOf(page).flatMap(({ failure, alarm }) => {
    const names = [...alarm.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    const unknown = names.filter((name) => !ALARMS.has(name) && !OTHERS.has(name));
    if (unknown.length > 0) return [`${failure}: there is no alarm ${unknown.join(', ')}`];
    if (names.some((name) => ALARMS.has(name)) || /^none: .{10,}$/.test(alarm)) return [];
    return [`${failure}: names no alarm, and no reason`];
  });
}

/** What is wrong with the page, in words. */
function gaps(page: string): string[] {
  return rowsOf(page).flatMap(({ failure, tests }) => {
    if (tests.length === 0) return [`${failure}: names no test`];
    return tests.flatMap(({ file, title }) => {
      if (!existsSync(path.join(ROOT, file))) return [`${failure}: there is no ${file}`];
      const source = readFileSync(path.join(ROOT, file), 'utf8').replaceAll("\\'", "'");
      return source.includes(title) ? [] : [`${failure}: ${file} has no test “${title}”`];
    });
  });
}

describe('docs/failures.md', () => {
  it('names tests that exist, for every failure', () => {
    expect(rowsOf(PAGE).length).toBeGreaterThan(35);
    expect(gaps(PAGE)).toEqual([]);
  });

  it('names for every failure the alarm that reports it, or says why none is needed', () => {
    expect(alarmGaps(PAGE)).toEqual([]);
  });

  it('would be found wrong where an alarm is renamed, or neither named nor unneeded', () => {
    const planted = [
      '| failure | AWS | Cairn | alarm | tests |',
      '| one | a | b | `Lost`, `Api/Latency` at once | t |',
      '| two | a | b | none: the effect waits | t |',
      '| three | a | b | `Lots` | t |',
      '| four | a | b | none | t |',
      '| five | a | b |  | t |',
      '| six | a | b | `status` | t |',
    ].join('\n');
    expect(alarmGaps(planted).map((gap) => gap.split(':')[0])).toEqual(['three', 'four', 'five', 'six']);
  });

  it('would be found wrong where a test is renamed, moved or missing', () => {
    const planted = [
      '| failure | AWS | Cairn | tests |',
      '| one | a | b | `test/docs/failures.test.ts`: “names tests that exist” |',
      '| two | a | b | `test/docs/failures.test.ts`: “has another ti' + 'tle” |',
      '| three | a | b | `test/docs/moved.test.ts`: “names tests that exist” |',
      '| four | a | b | fault `replay` |',
    ].join('\n');
    expect(gaps(planted).map((gap) => gap.split(':')[0])).toEqual(['two', 'three', 'four']);
  });

  it('shows every kind of fault at the failure that it makes, once, and no other', () => {
    const lists = [...PAGE.matchAll(/\bfaults? ((?:`[a-z-]+`(?:, )?)+)/g)].map(([, list = '']) => list);
    const named = lists.flatMap((list) => [...list.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
    expect(named.toSorted()).toEqual(Object.keys(FAULT_KINDS).sort());
  });
});
