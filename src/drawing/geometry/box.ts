/** An axis-parallel box; `right >= left` and `bottom >= top`. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function uniteBoxes(a: Box | undefined, b: Box | undefined): Box | undefined {
  if (!a) return b;
  if (!b) return a;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** The smallest box round some points; undefined when there are none or one of them is not a number. */
export function boxOfPoints(points: Iterable<Point>): Box | undefined {
  let box: Box | undefined;
  for (const { x, y } of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return undefined;
    box = uniteBoxes(box, { left: x, top: y, right: x, bottom: y });
  }
  return box;
}
