import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../src/environment/host/host-facts.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { checkHost } from '../../src/rules/host.js';
import { runRules } from '../../src/workflows/check/run-rules.js';
import { collectGraph } from '../../src/workflows/sources/collect.js';

const INDEX = 'https://download.pytorch.org/whl';

async function check(files: Readonly<Record<string, string>>, host: Partial<HostFacts>): Promise<readonly string[]> {
  const { index } = await collectGraph(createMemoryHost(files), { paths: ['.'] });
  const { facts } = await runRules(index);
  return checkHost(index, facts, { gpus: [], ...host }).map(
    ({ code, message, hint = '', place }) => `${code} ${place?.line ?? '-'}: ${message} | ${hint}`,
  );
}

function dockerfile(install: string): Readonly<Record<string, string>> {
  return { '/work/Dockerfile': `FROM python:3.11-slim-bookworm\nRUN pip install ${install}\n` };
}

describe('the driver', () => {
  it('is too old for a major version of CUDA', async () => {
    const found = await check(dockerfile(`torch==2.9.1 --index-url ${INDEX}/cu130`), { driverVersion: '535.104.05' });
    expect(found).toEqual([
      'CMP-08 2: PyTorch for CUDA 13.0 needs driver 580.65.06 or newer, and this machine has 535.104.05 | Update the driver of the host, or take a build for an older CUDA.',
    ]);
  });

  it('is enough to run, and older than the toolkit', async () => {
    const found = await check(dockerfile(`torch==2.7.1 --index-url ${INDEX}/cu128`), { driverVersion: '535.104.05' });
    expect(found).toEqual([
      'CMP-14 2: PyTorch for CUDA 12.8 runs on driver 535.104.05, but PTX and newer features need 570.124.06 | ',
    ]);
  });

  it('counts for the CUDA of PyPI where no index is named, and of an image', async () => {
    const host = { driverVersion: '470.57.02' };
    expect(await check(dockerfile('torch==2.7.1'), host)).toEqual([expect.stringContaining('CUDA 12.6')]);
    const image = { '/work/Dockerfile': 'FROM pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime\n' };
    expect(await check(image, host)).toEqual([expect.stringContaining('CUDA 12.8')]);
  });

  it('says nothing about what is not known', async () => {
    const host = { driverVersion: '470.57.02' };
    expect(await check(dockerfile('torch'), host)).toEqual([]);
    expect(await check(dockerfile(`torch==2.7.1 --index-url ${INDEX}/cpu`), host)).toEqual([]);
    expect(await check(dockerfile('torch==2.7.1 --index-url https://example.org/simple'), host)).toEqual([]);
    expect(await check(dockerfile('torch==2.7.1'), {})).toEqual([]);
    expect(await check(dockerfile('torch==2.7.1'), { driverVersion: 'N/A' })).toEqual([]);
    expect(await check(dockerfile('torch==2.7.1'), { driverVersion: '570.211.01' })).toEqual([]);
  });
});

describe('the GPU', () => {
  it('is newer than the wheel', async () => {
    const gpus = [{ name: 'NVIDIA GeForce RTX 5090' }];
    const found = await check(dockerfile(`torch==2.7.1 --index-url ${INDEX}/cu126`), { gpus });
    expect(found).toEqual([
      `CMP-09 2: PyTorch 2.7.1 for CUDA 12.6 holds no code for NVIDIA GeForce RTX 5090 (12.0): it is built for 5.0, 6.0, 7.0, 7.5, 8.0, 8.6, 9.0 | Take PyTorch 2.7.1 for CUDA 12.8 (--index-url ${INDEX}/cu128).`,
    ]);
  });

  it('is older than the wheel', async () => {
    const gpus = [{ name: 'Tesla V100-SXM2-16GB', computeCapability: '7.0' }];
    const found = await check(dockerfile(`torch==2.7.1 --index-url ${INDEX}/cu128`), { gpus });
    expect(found).toEqual([expect.stringContaining('holds no code for Tesla V100-SXM2-16GB (7.0)')]);
    expect(await check(dockerfile(`torch==2.8.0 --index-url ${INDEX}/cu128`), { gpus })).toEqual([]);
  });

  it('needs PTX, and a driver that compiles it', async () => {
    const gpus = [{ name: 'A GPU of tomorrow', computeCapability: '12.5' }];
    const later = [{ name: 'A GPU of tomorrow', computeCapability: '13.0' }];
    const install = dockerfile(`torch==2.7.1 --index-url ${INDEX}/cu128`);
    expect(await check(install, { gpus, driverVersion: '575.51.03' })).toEqual([]);
    expect(await check(install, { gpus: later, driverVersion: '575.51.03' })).toEqual([]);
    expect((await check(install, { gpus: later, driverVersion: '550.54.14' })).at(-1)).toContain(
      'only by way of PTX, which needs driver 570.124.06 or newer',
    );
  });

  it('says each GPU once, and nothing about those that are not known', async () => {
    const install = dockerfile(`torch==2.7.1 --index-url ${INDEX}/cu126`);
    const four = Array.from({ length: 4 }, () => ({ name: 'NVIDIA B200', computeCapability: '10.0' }));
    expect(await check(install, { gpus: four })).toHaveLength(1);
    expect(await check(install, { gpus: [{ name: 'Voodoo 2' }, { name: 'NVIDIA GH200 480GB' }] })).toEqual([]);
  });
});

describe('the toolkit and the engine', () => {
  it('has known ways out of containers', async () => {
    const files = dockerfile('numpy');
    const [old] = await check(files, { toolkitVersion: '1.16.1' });
    expect(old).toContain('has CVE-2024-0132 and CVE-2024-0133, CVE-2025-23359, CVE-2025-23266; 1.17.8 is mended');
    expect(await check(files, { toolkitVersion: '1.17.4' })).toEqual([expect.stringContaining('has CVE-2025-23266;')]);
    expect(await check(files, { toolkitVersion: '1.17.8' })).toEqual([]);
    expect(await check(files, { toolkitVersion: 'unknown' })).toEqual([]);
  });

  it('drops CDI devices of compose files under Podman', async () => {
    const files = {
      '/work/compose.yaml': 'services:\n  train:\n    image: a:1\n    devices: ["nvidia.com/gpu=all"]\n',
    };
    expect(await check(files, { engine: 'podman' })).toEqual([expect.stringContaining('GPU-03 4: train asks for')]);
    expect(await check(files, { engine: 'docker', cgroupVersion: 1 })).toEqual([]);
  });

  it('takes the GPU away when systemd reloads', async () => {
    const files = { '/work/start.sh': 'docker run --gpus all train:1\n' };
    expect(await check(files, { engine: 'docker', cgroupVersion: 2 })).toEqual([expect.stringContaining('GPU-09 1:')]);
    expect(await check(files, { engine: 'docker', cgroupVersion: 1 })).toEqual([]);
    expect(await check(files, { engine: 'podman', cgroupVersion: 2 })).toEqual([]);
    const named = { '/work/start.sh': 'docker run --gpus all --device /dev/nvidia0 train:1\n' };
    expect(await check(named, { engine: 'docker', cgroupVersion: 2 })).toEqual([]);
  });
});
