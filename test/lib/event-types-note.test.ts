import { describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { stages } from '../../catalog/stages.ts';
import { typeTopology } from '../../core/chain/type-topology.ts';
import { STACK_METADATA } from '../../core/stack-metadata.ts';
import { stackOf, templateOf } from '../helpers/templates.ts';

describe('the template of a stage', () => {
  it('contains its event types, each with the longest age of a record', () => {
    const types = templateOf('dev').toJSON().Metadata[STACK_METADATA];
    expect(Object.keys(types)).toEqual(catalog.map(({ type }) => type));
    for (const definition of catalog) {
      const maxRecordAgeSeconds = typeTopology(definition, stages.dev).mapping.maxRecordAgeSeconds.value;
      expect(types[definition.type]).toEqual({ retired: false, maxRecordAgeSeconds });
    }
  });

  it('is for the account and region of its stage, or for the caller’s if it names none', () => {
    const own = stackOf({ ...stages.dev, account: '111122223333', region: 'eu-west-1' });
    expect(own.environment).toBe('aws://111122223333/eu-west-1');
    expect(stackOf(stages.dev).environment).toBe('aws://unknown-account/unknown-region');
  });
});
