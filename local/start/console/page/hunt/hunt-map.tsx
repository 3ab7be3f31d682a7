import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { HuntState } from '../../console-state.ts';
import { placeLabels, type Wanted } from './labels.ts';
import { OUTLINES, type Outline, type Place } from './outlines.ts';
import { MAP_WIDTH, type Projection, projectionOf } from './projection.ts';

/** The hunt's places over outlines of the town, as far as they are near it. */
export function HuntMap({ hunt }: { readonly hunt: HuntState }): JSX.Element {
  const { clues, treasures, players, huntId, leaders } = hunt;
  const places = [
    ...Object.values(treasures).map(({ place }) => place),
    ...Object.values(clues).flatMap(({ place }) => (place === undefined ? [] : [place])),
  ];
  // The places of a hunt do not change.
  const projection = useMemo(() => projectionOf(places.length === 0 ? [[0, 0]] : places), [huntId, places.length]);
  const { at, metres, height } = projection;
  const best = leaders[0];
  const walking = Object.entries(players).flatMap(([id, { place }]) =>
    place === undefined ? [] : [[id, at(place)] as const],
  );
  const told = `Map with ${walking.length} players, ${Object.keys(treasures).length} treasures and ${Object.keys(clues).length} clues; the lists beside it tell the same`;
  return (
    <div>
      <svg class="town" viewBox={`0 0 ${MAP_WIDTH} ${height}`} role="img" aria-label={told}>
        <Town projection={projection} />
        {Object.entries(treasures).map(([id, { place, radiusMeters, winner }]) => {
          const [x, y] = at(place);
          return (
            <g key={id} class={`treasure${winner === undefined ? '' : ' won'}`} transform={`translate(${x} ${y})`}>
              <circle class="radius" r={metres(radiusMeters)} />
              <path d="M0 -11 L10 -3 L6 9 L-6 9 L-10 -3 Z" />
            </g>
          );
        })}
        {Object.entries(clues).map(([id, { place }]) => {
          if (place === undefined) return null;
          const [x, y] = at(place);
          return (
            <rect
              key={id}
              class="clue"
              x="-5"
              y="-5"
              width="10"
              height="10"
              transform={`translate(${x} ${y}) rotate(45)`}
            />
          );
        })}
        <Labels hunt={hunt} projection={projection} />
        {walking.map(([id, [x, y]]) => (
          <circle
            key={id}
            class={`player${id === best ? ' best' : ''}`}
            r={id === best ? 7 : 5}
            style={{ transform: `translate(${x}px, ${y}px)` }}
          />
        ))}
      </svg>
      <p class="key" aria-hidden="true">
        <span>
          <i />a player
        </span>
        <span>
          <i class="best" />
          the best
        </span>
        <span>
          <i class="of-clue" />a clue, and how many solved it
        </span>
        <span>
          <i class="of-treasure" />a treasure; green once it is claimed
        </span>
      </p>
    </div>
  );
}

/** The names of treasures, clues and outlines, in this order where they would cover each other. */
function Labels({ hunt, projection }: { readonly hunt: HuntState; readonly projection: Projection }): JSX.Element {
  const { at, height } = projection;
  const point = (place: Place) => {
    const [x, y] = at(place);
    return { x, y };
  };
  const wanted: readonly (Wanted & { readonly outline?: true })[] = [
    ...Object.entries(hunt.treasures).map(([id, { place }]) => ({ key: `treasure ${id}`, text: id, ...point(place) })),
    ...Object.entries(hunt.clues).flatMap(([id, { place, solved }]) =>
      place === undefined ? [] : [{ key: `clue ${id}`, text: solved > 0 ? `${id} · ${solved}` : id, ...point(place) }],
    ),
    ...OUTLINES.flatMap(({ label, middle }) =>
      label === undefined || middle === undefined
        ? []
        : [{ key: label, text: label, outline: true as const, ...point(middle) }],
    ),
  ];
  return (
    <g>
      {placeLabels(wanted, MAP_WIDTH, height).map((label) => (
        <text key={label.key} x={label.left} y={label.base} class={'outline' in label ? 'of-outline' : undefined}>
          {label.text}
        </text>
      ))}
    </g>
  );
}

/** The town does not change: it is drawn once for each hunt. */
function Town({ projection }: { readonly projection: Projection }): JSX.Element {
  return useMemo(() => {
    const { at, height } = projection;
    const isNear = ({ points }: Outline): boolean =>
      points.some((place) => {
        const [x, y] = at(place);
        return x > 0 && x < MAP_WIDTH && y > 0 && y < height;
      });
    const path = (points: readonly Place[]): string => points.map((place) => at(place).join(' ')).join(' L');
    return (
      <g class="outlines">
        {OUTLINES.filter(isNear).map(({ kind, points }, index) => (
          <path key={String(index)} class={kind} d={`M${path(points)}${kind === 'street' ? '' : ' Z'}`} />
        ))}
      </g>
    );
  }, [projection]);
}
