import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { makeOverview } from '../../../src/workflows/overview.js';

async function verdict(dockerfile: string): Promise<unknown> {
  return (await makeOverview(createMemoryHost({ '/work/Dockerfile': dockerfile }), { paths: ['.'] })).environment;
}

it('fits when a known release has nothing against it', async () => {
  const fits = { verdict: 'fits', codes: [] };
  expect(await verdict('FROM python:3.11\nRUN pip install torch==2.7.1 torchvision==0.22.1')).toEqual(fits);
  expect(await verdict('FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime')).toEqual(fits);
});

it('is a conflict when something cannot be installed, and says by what', async () => {
  const text = 'FROM python:3.12\nRUN pip install torch==2.1.0 torchvision==0.20.1';
  expect(await verdict(text)).toEqual({ verdict: 'conflict', codes: ['CMP-02', 'CMP-04'] });
});

it('is unknown when no version of PyTorch is known', async () => {
  const unknown = { verdict: 'unknown', codes: [] };
  expect(await verdict('FROM python:3.11\nRUN pip install torch')).toEqual(unknown);
  expect(await verdict('FROM python:3.11\nRUN pip install torch==99.0.0')).toEqual(unknown);
  expect(await verdict('FROM ubuntu:22.04')).toEqual(unknown);
});
