import { describe, expect, it } from 'vitest';
import { closest } from '../../core/closest.ts';
import { InputError, show, withCauses } from '../../core/errors.ts';

describe('the message of an error with its causes', () => {
  it('says why a request failed, and not only that it did', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:9');
    expect(withCauses(new TypeError('fetch failed', { cause }))).toBe('fetch failed: connect ECONNREFUSED 127.0.0.1:9');
  });

  it('has the message of each address that was tried, and none twice', () => {
    const tried = new AggregateError([
      new Error('::1 refused'),
      new Error('127.0.0.1 refused'),
      new Error('::1 refused'),
    ]);
    expect(withCauses(new Error('fetch failed', { cause: tried }))).toBe(
      'fetch failed: ::1 refused: 127.0.0.1 refused',
    );
  });

  it('accepts a value that is not an error, as a cause and by itself', () => {
    expect(withCauses('offline')).toBe('"offline"');
    expect(withCauses(new Error('aborted', { cause: { code: 7 } }))).toBe('aborted: {"code":7}');
  });
});

describe('an input error', () => {
  it('names the input, what arrived, what is allowed and the remedy', () => {
    const error = new InputError({ input: '--port', received: 'http', allowed: '0–65535', remedy: 'Give a number.' });
    expect(error.message).toBe('--port: got "http"; allowed: 0–65535. Give a number.');
  });

  it('shows long, missing, circular and too deep values in one line', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(show('x'.repeat(500))).toHaveLength(121);
    expect(show(undefined)).toBe('nothing');
    expect(show(circular)).toBe('[object Object]');
    expect(show(JSON.parse(`${'['.repeat(90_000)}${']'.repeat(90_000)}`))).toBe('[object Array]');
    expect(show(1n)).toBe('1');
  });
});

describe('the closest name', () => {
  it.each([
    ['level_done', ['level_completed', 'clue.viewed'], undefined],
    ['clue.view', ['clue.viewed', 'clue.solved'], 'clue.viewed'],
    ['treasure.claim', ['treasure.claimed', 'hunt.joined'], 'treasure.claimed'],
    ['xyz', ['clue.viewed'], undefined],
  ])('to %s among %j is %s', (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });
});
