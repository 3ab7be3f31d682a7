import { describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { stages } from '../../catalog/stages.ts';
import { typeTopology } from '../../core/chain/type-topology.ts';
import { STACK_METADATA } from '../../core/stack-metadata.ts';
import { stackOf, templateOf } from '../helpers/templates.ts';

describe('the template of a stage', () => {
  it('tells which event types it has, and how long a record of each may be on its way', () => {
    const types = templateOf('dev').toJSON().Metadata[STACK_METADATA];
    expect(Object.keys(types)).toEqual(catalog.map(({ type }) => type));
    for (const definition of catalog) {
      const maxRecordAgeSeconds = typeTopology(definition, stages.dev).mapping.maxRecordAgeSeconds.value;
      expect(types[definition.type]).toEqual({ retired: false, maxRecordAgeSeconds });
    }
  });

  it('is for the account and region of its stage, and for the caller’s where it names none', () => {
    const own = stackOf({ ...stages.dev, account: '111122223333', region: 'eu-west-1' });
    expect(own.environment).toBe('aws://111122223333/eu-west-1');
    expect(stackOf(stages.dev).environment).toBe('aws://unknown-account/unknown-region');
  });
});
