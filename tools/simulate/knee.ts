/** Share of the line's height; a smaller bend does not count as a knee. */
const SMALLEST_BEND = 0.1;

/**
 * The knee of a line: the point furthest from the straight line between its ends, both axes scaled to 1 (Satopää et al.
 * 2011, "Finding a Kneedle in a Haystack"). Values that span more than a factor of ten are compared by their logarithm.
 * @param points in order of x
 * @returns the x of the knee; `null` if the line is straight or flat, or has fewer than three points
 */
export function kneeOf(points: readonly (readonly [x: number, y: number])[]): number | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 3) return null;
  const byRatio = first[0] > 0 && last[0] / first[0] > 10;
  const position = (x: number) =>
    byRatio ? Math.log(x / first[0]) / Math.log(last[0] / first[0]) : (x - first[0]) / (last[0] - first[0]);
  const heights = points.map(([, y]) => y);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  // The range is less than a tenth of a decade of latency, or a percent refused: too little to choose by.
  if (high - low < SMALLEST_BEND) return null;
  const height = (y: number) => (y - low) / (high - low);
  let knee: number | null = null;
  let furthest = SMALLEST_BEND;
  for (const [x, y] of points) {
    const straight = height(first[1]) + position(x) * (height(last[1]) - height(first[1]));
    const bend = Math.abs(height(y) - straight);
    if (bend > furthest) [knee, furthest] = [x, bend];
  }
  return knee;
}
