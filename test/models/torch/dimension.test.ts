import { describe, expect, test } from 'vitest';
import {
  addDimensions,
  boundsOf,
  divideExactly,
  floorDivide,
  isSameDimension,
  makeSymbol,
  multiplyDimensions,
  showDimension,
  subtractDimensions,
} from '../../../src/models/torch/dimension.js';
import { broadcastShapes } from '../../../src/models/torch/shapes/broadcast.js';
import { slideLength } from '../../../src/models/torch/shapes/convolve.js';
import type { Judge } from '../../../src/models/torch/shapes/judge.js';
import { reshapeShape } from '../../../src/models/torch/shapes/reshape.js';
import { lesserDimension, sliceLength } from '../../../src/models/torch/shapes/slice.js';
import { showShape } from '../../../src/models/torch/tensor.js';

const [B, T] = [makeSymbol('B'), makeSymbol('T')];

const judge: Judge = {
  unknown: (reason) => ({ kind: 'unknown', reason, site: undefined }),
  fail: (message) => {
    throw new Error(message);
  },
  failIndex: (message) => {
    throw new Error(message);
  },
};

describe('lengths of the input’s sizes', () => {
  test('add, multiply and divide as polynomials', () => {
    expect(showDimension(addDimensions(multiplyDimensions(T, 2), 1))).toBe('2*T+1');
    expect(subtractDimensions(addDimensions(T, B), T)).toEqual(B);
    expect(divideExactly(multiplyDimensions(multiplyDimensions(B, T), 6), multiplyDimensions(B, 2))).toEqual(
      multiplyDimensions(T, 3),
    );
    expect(divideExactly(T, 2)).toBeUndefined();
    expect(showDimension(floorDivide(addDimensions(multiplyDimensions(T, 2), 3), 2))).toBe('T+1');
    expect(showDimension(floorDivide(T, 2))).toBe('((T)//2)');
  });

  test('are equal, or not, or one cannot say', () => {
    expect(isSameDimension(T, T)).toBe(true);
    expect(isSameDimension(addDimensions(T, 1), T)).toBe(false);
    expect(isSameDimension(T, 5)).toBeUndefined();
    expect(isSameDimension(multiplyDimensions(T, 8), 1)).toBe(false);
    expect(boundsOf(floorDivide(T, 2)).lowest).toBe(0);
  });

  test('a division that was cut off is never taken for at least 1', () => {
    expect(isSameDimension(floorDivide(T, 2), 0)).toBeUndefined();
  });
});

describe('shapes', () => {
  test('broadcast with symbols only where that is certain', () => {
    expect(showShape(broadcastShapes(judge, [B, 1, T], [1, 5, T]))).toBe('[B, 5, T]');
    expect(showShape(broadcastShapes(judge, [T], [7]))).toBe('[7]');
    expect(showShape(broadcastShapes(judge, [B], [T]))).toBe('[?]');
    expect(showShape(broadcastShapes(judge, [T], [lesserDimension(judge, 1024, T)]))).toBe('[T]');
    expect(() => broadcastShapes(judge, [3], [4])).toThrow(/must match/);
  });

  test('reshape what follows, refuse what cannot be', () => {
    expect(showShape(reshapeShape(judge, [B, T, 12], [multiplyDimensions(B, T), -1]))).toBe('[B*T, 12]');
    expect(showShape(reshapeShape(judge, [B, T, 12], [B, T, 3, -1]))).toBe('[B, T, 3, 4]');
    expect(showShape(reshapeShape(judge, [B, 8, 7, 7], [-1, 392]))).toBe('[B, 392]');
    expect(showShape(reshapeShape(judge, [T], [2, -1]))).toBe('[2, ?]');
    expect(() => reshapeShape(judge, [2, 3], [4, -1])).toThrow(/invalid/);
  });

  test('slice from both ends', () => {
    expect(showDimension(sliceLength(judge, T, 1, undefined, 1))).toBe('T-1');
    expect(showDimension(sliceLength(judge, T, undefined, -1, 1))).toBe('T-1');
    expect(showDimension(sliceLength(judge, T, undefined, undefined, 2))).toBe('((T+1)//2)');
    expect(sliceLength(judge, 10, 2, 8, 3)).toBe(2);
    expect(sliceLength(judge, 3, 5, undefined, 1)).toBe(0);
    expect(showDimension(slideLength(T, 3, 1, 2, 1))).toBe('T');
  });
});
