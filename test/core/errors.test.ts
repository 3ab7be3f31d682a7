import { describe, expect, it } from 'vitest';
import { closest } from '../../core/closest.ts';
import { InputError, show } from '../../core/errors.ts';

describe('an input error', () => {
  it('names the input, what arrived, what is allowed and the remedy', () => {
    const error = new InputError({ input: '--port', received: 'http', allowed: '0–65535', remedy: 'Give a number.' });
    expect(error.message).toBe('--port: got "http"; allowed: 0–65535. Give a number.');
  });

  it('shows long, missing and circular values in one line', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(show('x'.repeat(500))).toHaveLength(121);
    expect(show(undefined)).toBe('nothing');
    expect(show(circular)).toBe('[object Object]');
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
