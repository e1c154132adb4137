import type { Point } from './box.js';

/** Points on a curve between two ends: enough that a box is right within a fraction of a pixel at the sizes drawn here. */
const SAMPLES = 16;

/** How many numbers each command takes (SVG 1.1, 8.3). */
const ARITY: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 };

interface Pen {
  at: Point;
  start: Point;
  /** Last control point, for the smooth commands; the pen itself after any other command. */
  cubic: Point;
  quadratic: Point;
}

/**
 * The outline of a path's `d` as points: its corners and samples of its curves. A move is a point too, so lengths over
 * several subpaths come out too long; Mermaid measures single strokes only. What is malformed ends the path.
 */
export function samplePath(d: string): Point[] {
  const points: Point[] = [];
  const origin = { x: 0, y: 0 };
  const pen: Pen = { at: origin, start: origin, cubic: origin, quadratic: origin };
  for (const [, letter = '', list = ''] of d.matchAll(/([MLHVCSQTAZmlhvcsqtaz])([^MLHVCSQTAZmlhvcsqtaz]*)/g)) {
    const name = letter.toUpperCase();
    const arity = ARITY[name] ?? 0;
    const values = readNumbers(list, name === 'A');
    if (arity === 0) {
      pen.at = pen.start;
      points.push(pen.at);
      continue;
    }
    for (let index = 0; index + arity <= values.length; index += arity) {
      const command = name === 'M' && index > 0 ? 'L' : name;
      draw(command, values.slice(index, index + arity), letter !== name, pen, points);
    }
  }
  return points;
}

/** Arc flags may stand without a separator (`a5 5 0 01 10 0`), which numbers may not. */
function readNumbers(list: string, isArc: boolean): number[] {
  const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
  const values: number[] = [];
  for (let at = 0; at < list.length; ) {
    const isFlag = isArc && (values.length % 7 === 3 || values.length % 7 === 4);
    if (isFlag && (list[at] === '0' || list[at] === '1')) {
      values.push(Number(list[at]));
      at += 1;
      continue;
    }
    number.lastIndex = at;
    const found = number.exec(list);
    if (found) values.push(Number(found[0]));
    at = found ? number.lastIndex : at + 1;
  }
  return values;
}

function draw(command: string, values: readonly number[], isRelative: boolean, pen: Pen, points: Point[]): void {
  const base = isRelative ? pen.at : { x: 0, y: 0 };
  const pair = (index: number): Point => ({ x: base.x + (values[index] ?? 0), y: base.y + (values[index + 1] ?? 0) });
  const from = pen.at;
  const end = endOf(command, values, base, pen);
  let cubic = end;
  let quadratic = end;
  if (command === 'C' || command === 'S') {
    const first = command === 'C' ? pair(0) : mirror(pen.cubic, from);
    cubic = command === 'C' ? pair(2) : pair(0);
    pushCurve([from, first, cubic, end], points);
  } else if (command === 'Q' || command === 'T') {
    quadratic = command === 'Q' ? pair(0) : mirror(pen.quadratic, from);
    pushCurve([from, quadratic, end], points);
  } else if (command === 'A') {
    pushArc(from, end, values, points);
  }
  points.push(end);
  if (command === 'M') pen.start = end;
  Object.assign(pen, { at: end, cubic, quadratic });
}

function endOf(command: string, values: readonly number[], base: Point, pen: Pen): Point {
  if (command === 'H') return { x: base.x + (values[0] ?? 0), y: pen.at.y };
  if (command === 'V') return { x: pen.at.x, y: base.y + (values[0] ?? 0) };
  return { x: base.x + (values.at(-2) ?? 0), y: base.y + (values.at(-1) ?? 0) };
}

function mirror(point: Point, centre: Point): Point {
  return { x: 2 * centre.x - point.x, y: 2 * centre.y - point.y };
}

/** De Casteljau's construction, for curves of any degree. */
function pushCurve(controls: readonly Point[], points: Point[]): void {
  for (let step = 1; step < SAMPLES; step += 1) {
    const t = step / SAMPLES;
    let level = controls;
    while (level.length > 1) level = level.slice(1).map((next, index) => between(level[index] ?? next, next, t));
    if (level[0]) points.push(level[0]);
  }
}

function between(a: Point, b: Point, t: number): Point {
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
}

/** From end points to centre, as in SVG 1.1, F.6.5. */
function pushArc(from: Point, to: Point, values: readonly number[], points: Point[]): void {
  const [radiusX = 0, radiusY = 0, degrees = 0, isLarge = 0, isSweep = 0] = values;
  let rx = Math.abs(radiusX);
  let ry = Math.abs(radiusY);
  if (rx === 0 || ry === 0 || (from.x === to.x && from.y === to.y)) return;
  const turn = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const dx = (from.x - to.x) / 2;
  const dy = (from.y - to.y) / 2;
  const x1 = cos * dx + sin * dy;
  const y1 = cos * dy - sin * dx;
  const lack = Math.max(1, Math.hypot(x1 / rx, y1 / ry));
  rx *= lack;
  ry *= lack;
  const share = (rx * y1) ** 2 + (ry * x1) ** 2;
  const length = Math.sqrt(Math.max(0, ((rx * ry) ** 2 - share) / share)) * (isLarge === isSweep ? -1 : 1);
  const cx = (length * rx * y1) / ry;
  const cy = (-length * ry * x1) / rx;
  const startAngle = Math.atan2((y1 - cy) / ry, (x1 - cx) / rx);
  const endAngle = Math.atan2((-y1 - cy) / ry, (-x1 - cx) / rx);
  let sweep = endAngle - startAngle;
  if (isSweep && sweep < 0) sweep += 2 * Math.PI;
  if (!isSweep && sweep > 0) sweep -= 2 * Math.PI;
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  for (let step = 1; step < SAMPLES; step += 1) {
    const angle = startAngle + (sweep * step) / SAMPLES;
    const x = cx + rx * Math.cos(angle);
    const y = cy + ry * Math.sin(angle);
    points.push({ x: middle.x + cos * x - sin * y, y: middle.y + sin * x + cos * y });
  }
}

export function lengthOfPoints(points: readonly Point[]): number {
  let length = 0;
  for (let index = 1; index < points.length; index += 1) {
    const [a, b] = [points[index - 1], points[index]];
    if (a && b) length += Math.hypot(b.x - a.x, b.y - a.y);
  }
  return length;
}

/** The point that lies `length` along the way; the last one when the way is shorter. */
export function pointAlong(points: readonly Point[], length: number): Point {
  let left = Math.max(0, length);
  for (let index = 1; index < points.length; index += 1) {
    const [a, b] = [points[index - 1], points[index]];
    if (!a || !b) break;
    const step = Math.hypot(b.x - a.x, b.y - a.y);
    if (left <= step && step > 0) return between(a, b, left / step);
    left -= step;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}
