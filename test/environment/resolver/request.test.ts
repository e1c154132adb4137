import { beforeAll, describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/environment/facts/facts.js';
import { readRequest } from '../../../src/environment/resolver/request.js';
import { ownFacts } from '../facts.js';

let facts: Facts;
beforeAll(async () => {
  facts = await ownFacts();
});

describe('a GPU', () => {
  it.each([
    ['V100', '7.0'],
    ['Tesla V100-SXM2-16GB', '7.0'],
    ['NVIDIA A100-SXM4-80GB', '8.0'],
    ['NVIDIA A100-SXM4-40GB MIG 1g.5gb', '8.0'],
    ['NVIDIA H100 80GB HBM3', '9.0'],
    ['NVIDIA GeForce RTX 3090', '8.6'],
    ['rtx4090', '8.9'],
    ['RTX 4090', '8.9'],
    ['4090', '8.9'],
    ['NVIDIA GeForce RTX 5070 Ti', '12.0'],
    ['NVIDIA RTX 5000 Ada Generation', '8.9'],
    ['Quadro RTX 5000', '7.5'],
    ['RTX PRO 6000', '12.0'],
    ['A6000', '8.6'],
    ['Tesla T4', '7.5'],
    ['P100', '6.0'],
    ['Jetson Orin', '8.7'],
    ['GB10', '12.1'],
    ['sm_86', '8.6'],
    ['sm120', '12.0'],
    ['9.0', '9.0'],
    ['5000', undefined],
    ['Titan X', undefined],
    ['Radeon', undefined],
    ['', undefined],
  ])('%s has capability %s', (gpu, capability) => {
    const read = readRequest({ gpu }, facts);
    if (capability === undefined) expect(read.kind).toBe('mistyped');
    else expect(read).toMatchObject({ request: { gpu: { capability } } });
  });

  it('has every name of the table', () => {
    for (const { name, capability } of facts.gpus.names)
      expect(readRequest({ gpu: name }, facts)).toMatchObject({ request: { gpu: { name, capability } } });
  });

  it('in an ARM machine is marked', () => {
    expect(readRequest({ gpu: 'GH200' }, facts)).toMatchObject({ request: { gpu: { isOnArm: true } } });
    expect(readRequest({ gpu: 'H200' }, facts)).toMatchObject({ request: { gpu: { isOnArm: false } } });
  });

  it('that is mistyped gets a suggestion', () => {
    expect(readRequest({ gpu: 'RTX 4900' }, facts)).toMatchObject({ hint: expect.stringContaining('RTX 40') });
  });
});

describe('a system', () => {
  it.each(['ubuntu22.04', 'Ubuntu 22.04', 'ubuntu:22.04', 'ubuntu-22.04', 'jammy'])('%s is Ubuntu 22.04', (os) => {
    expect(readRequest({ os }, facts)).toMatchObject({ request: { os: { system: { name: 'ubuntu22.04' } } } });
  });

  it('that is newer than the table is not taken for a mistake', () => {
    expect(readRequest({ os: 'ubuntu26.04' }, facts)).toMatchObject({ request: { os: { kind: 'newer' } } });
  });

  it.each([
    ['ubutu22.04', 'Did you mean ubuntu22.04?'],
    ['ubuntu21.10', 'Did you mean ubuntu18.04, ubuntu20.04, ubuntu22.04, ubuntu24.04?'],
    ['windows', 'It knows '],
  ])('%s is mistyped', (os, hint) => {
    expect(readRequest({ os }, facts)).toMatchObject({ kind: 'mistyped', hint: expect.stringContaining(hint) });
  });
});

describe('a version', () => {
  it.each([
    [{ cuda: 'cu126' }, { cuda: '12.6' }],
    [{ cuda: '12.6.3' }, { cuda: '12.6' }],
    [{ cuda: '12' }, { cuda: '12' }],
    [{ cuda: 'CPU' }, { cuda: 'cpu' }],
    [{ python: '3.10.12' }, { python: '3.10' }],
    [{ python: '3.13t' }, { python: '3.13t' }],
    [{ with: 'torchtext, torchvision' }, { companions: ['torchvision', 'torchtext'] }],
  ])('%j is read', (words, request) => {
    expect(readRequest(words, facts)).toMatchObject({ request });
  });

  it.each([
    { torch: '2.x' },
    { torch: '2.7.1+cu126' },
    { cuda: 'cu' },
    { cudnn: '' },
    { torch: '3.13t' },
    { with: 'numpy' },
  ])('%j is mistyped', (words) => {
    expect(readRequest(words, facts)).toMatchObject({ kind: 'mistyped', hint: expect.any(String) });
  });
});
