/** Mean radius of the Earth (IUGG), in metres. */
const EARTH_RADIUS_METERS = 6_371_008.8;

export interface Place {
  /** Degrees, WGS 84, north and east positive. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Great-circle distance in metres by the haversine formula; exact enough (0.5 %) for a circle around a treasure. */
export function distanceMeters(from: Place, to: Place): number {
  const latitudeChange = radians(to.latitude - from.latitude);
  const longitudeChange = radians(to.longitude - from.longitude);
  const haversine =
    Math.sin(latitudeChange / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(longitudeChange / 2) ** 2;
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
