/** A text beside a point of the drawing. */
export interface Wanted {
  readonly key: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface Label extends Wanted {
  /** Of the left end of its base line. */
  readonly left: number;
  readonly base: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const CHARACTER = 7.2;
const HEIGHT = 15;
const GAP = 10;

/**
 * Places texts so that none covers another: above its point, else below, right or left. A text that has no place is left out,
 * so the important ones come first.
 */
export function placeLabels(wanted: readonly Wanted[], width: number, height: number): readonly Label[] {
  const taken: Box[] = [];
  return wanted.flatMap((label): readonly Label[] => {
    const long = label.text.length * CHARACTER;
    const { x, y } = label;
    const places = [
      [x - long / 2, y - GAP],
      [x - long / 2, y + GAP + HEIGHT - 4],
      [x + GAP, y + 4],
      [x - GAP - long, y + 4],
    ] as const;
    for (const [left, base] of places) {
      const box = { left, right: left + long, top: base - HEIGHT + 3, bottom: base + 3 };
      const isInside = box.left >= 2 && box.right <= width - 2 && box.top >= 2 && box.bottom <= height - 2;
      if (!isInside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return [{ ...label, left, base }];
    }
    return [];
  });
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
