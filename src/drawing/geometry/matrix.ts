import { type Box, boxOfPoints, type Point } from './box.js';

/** An affine map in SVG's order: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export interface Matrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const IDENTITY: Matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

export function transformPoint(matrix: Matrix, { x, y }: Point): Point {
  return { x: matrix.a * x + matrix.c * y + matrix.e, y: matrix.b * x + matrix.d * y + matrix.f };
}

/** The box round the four mapped corners: what browsers report, too. */
export function transformBox(matrix: Matrix, box: Box): Box | undefined {
  if (matrix === IDENTITY) return box;
  return boxOfPoints(
    [
      { x: box.left, y: box.top },
      { x: box.right, y: box.top },
      { x: box.left, y: box.bottom },
      { x: box.right, y: box.bottom },
    ].map((corner) => transformPoint(matrix, corner)),
  );
}

const RADIANS = Math.PI / 180;

const STEPS: Readonly<Record<string, (values: readonly number[]) => Matrix>> = {
  matrix: ([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]) => ({ a, b, c, d, e, f }),
  translate: ([e = 0, f = 0]) => ({ ...IDENTITY, e, f }),
  scale: ([a = 1, d = a]) => ({ ...IDENTITY, a, d }),
  rotate: ([degrees = 0, x = 0, y = 0]) => {
    const cos = Math.cos(degrees * RADIANS);
    const sin = Math.sin(degrees * RADIANS);
    const turn = { a: cos, b: sin, c: -sin, d: cos, e: 0, f: 0 };
    return multiply(multiply({ ...IDENTITY, e: x, f: y }, turn), { ...IDENTITY, e: -x, f: -y });
  },
  skewX: ([degrees = 0]) => ({ ...IDENTITY, c: Math.tan(degrees * RADIANS) }),
  skewY: ([degrees = 0]) => ({ ...IDENTITY, b: Math.tan(degrees * RADIANS) }),
};

/** Reads a `transform` attribute; what it does not understand is left out, as browsers leave out nothing but we never fail. */
export function parseTransform(text: string | null | undefined): Matrix {
  if (!text) return IDENTITY;
  let matrix = IDENTITY;
  for (const [, name = '', list = ''] of text.matchAll(/([a-zA-Z]+)\s*\(([^)]*)\)/g)) {
    const values = list
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map((part) => Number.parseFloat(part));
    const step = STEPS[name];
    if (step && values.every(Number.isFinite)) matrix = multiply(matrix, step(values));
  }
  return matrix;
}
