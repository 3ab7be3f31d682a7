import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { stagePlaces } from '../../../tools/dead-letters/stage-places.ts';
import { resourceOf } from '../../../tools/shared/aws/account-reader.ts';
import { resourcesOf, templateOf } from '../../helpers/templates.ts';

describe('the places of dead letters', () => {
  const resources = Object.entries(resourcesOf(templateOf('dev'))).map(([logicalId, { Type: type }]) => ({
    logicalId,
    type,
    physicalId: logicalId,
  }));

  it('are found in the template by their logical ids, for every type', () => {
    const places = stagePlaces(
      resources,
      catalog.map(({ type }) => type),
    );
    expect(places.types.map(({ type }) => type)).toEqual(catalog.map(({ type }) => type));
    expect(Object.values(places).filter((place) => place === undefined)).toEqual([]);
    expect(resourceOf({ resources }, 'AWS::Events::Archive', 'EventBusArchive')).toBeDefined();
  });

  it('are left out where the stack has none', () => {
    expect(stagePlaces([], ['one.happened'])).toMatchObject({ types: [], quarantineUrl: undefined });
  });
});
