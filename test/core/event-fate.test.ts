import { describe, expect, it } from 'vitest';
import { fateOf } from '../../core/event-fate.ts';

const hops = (...whats: string[]) => whats.map((what, at) => ({ at, where: 'w', what }));

describe('What became of an event', () => {
  it.each([
    ['It waits in its stream', hops('received', 'published', 'delivered')],
    ['The handler has it', hops('published', 'delivered', 'handed to the handler')],
    ['handed it back', hops('delivered', 'handed to the handler', 'retried', 'handed to the handler')],
    ['It has had its effect', hops('delivered', 'applied', 'duplicate')],
    ['It has had its effect', hops('dead-lettered', 'delivered', 'applied')],
    ['It was given up', hops('delivered', 'retried', 'dead-lettered')],
    ['in quarantine', hops('delivered', 'quarantined', 'finished by the handler')],
    ['no handler has logged it', hops('accepted')],
    ['Ingest rejected it', hops('not accepted', 'rejected')],
  ])('is "%s …" by its hops', (fate, given) => {
    expect(fateOf(given)).toContain(fate);
  });

  it('has its reason', () => {
    expect(fateOf([{ at: 1, where: 'h', what: 'no_effect', detail: 'hunt_over' }])).toMatch(
      /changes nothing.*: hunt_over\.$/,
    );
  });
});
