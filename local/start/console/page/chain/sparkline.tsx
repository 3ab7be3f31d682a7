import type { JSX } from 'preact';

const POINTS = 60;
const WIDTH = 60;
const HEIGHT = 16;

/** The last minute as a line, from 0 to its highest value. */
export function Sparkline({ values }: { readonly values: readonly number[] | undefined }): JSX.Element {
  const last = values?.slice(-POINTS) ?? [];
  const most = Math.max(1e-9, ...last);
  const from = POINTS - last.length;
  const points = last.map(
    (value, index) => `${from + index},${Math.round((HEIGHT - 1 - (value / most) * (HEIGHT - 2)) * 10) / 10}`,
  );
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {points.length > 1 && <polyline points={points.join(' ')} />}
    </svg>
  );
}
