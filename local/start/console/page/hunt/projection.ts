import type { Place } from './outlines.ts';

export const MAP_WIDTH = 1_000;
/** Of the hunt's own size, on each side. */
const MARGIN = 0.08;

export interface Projection {
  readonly height: number;
  readonly at: (place: Place) => readonly [x: number, y: number];
  /** Units of the drawing for so many metres. */
  readonly metres: (metres: number) => number;
}

const METRES_PER_DEGREE = 111_195;

/** Places on a plane: a hunt is a walk long, so the curve of the Earth does not show. */
export function projectionOf(places: readonly Place[]): Projection {
  const latitudes = places.map(([latitude]) => latitude);
  const longitudes = places.map(([, longitude]) => longitude);
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const narrow = Math.cos((((north + south) / 2) * Math.PI) / 180);
  // Half a kilometre at least: a hunt may have a single place.
  const wide = Math.max((east - west) * narrow, 0.005) * (1 + 2 * MARGIN);
  const tall = Math.max(north - south, wide * 0.4) * (1 + 2 * MARGIN);
  const scale = MAP_WIDTH / wide;
  const [middleX, middleY] = [((east + west) / 2) * narrow, (north + south) / 2];
  const height = tall * scale;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    height: Math.round(height),
    at: ([latitude, longitude]) => [
      round((longitude * narrow - middleX) * scale + MAP_WIDTH / 2),
      round((middleY - latitude) * scale + height / 2),
    ],
    metres: (metres) => round((metres / METRES_PER_DEGREE) * scale),
  };
}
