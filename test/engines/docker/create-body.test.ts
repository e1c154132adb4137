import { describe, expect, test } from 'vitest';
import { createBody } from '../../../src/engines/docker/create-body.js';
import type { GpuWish } from '../../../src/environment/spec/spec.js';
import { expectGolden, goldenJson } from '../../setup/golden.js';
import { sampleContainer } from '../sample-plans.js';

const WISHES: readonly GpuWish[] = [
  { kind: 'all' },
  { kind: 'auto' },
  { kind: 'count', count: 2 },
  { kind: 'ids', ids: ['0', 'GPU-5f3c'] },
];

describe('the request that makes a container', () => {
  test('says everything that a plan can hold', () => {
    const request = sampleContainer({
      gpus: { kind: 'all' },
      environment: { A: 'b=c' },
      limits: { memoryBytes: 2 ** 30, cpus: 2.5, pids: 512, sharedMemoryBytes: 2 ** 31 },
      mounts: [
        { kind: 'bind', source: '/home/me/work', target: '/workspace', isReadOnly: false },
        { kind: 'volume', name: 'torchdock-data', target: '/data' },
        {
          kind: 'secret',
          name: 'jupyter-token',
          source: '/home/me/.torchdock/t',
          target: '/run/secrets/jupyter-token',
        },
      ],
      ports: [
        { service: 'jupyter', containerPort: 8888, address: '127.0.0.1', hostPort: 8888 },
        { service: 'other', containerPort: 8888, address: '::1', hostPort: 9999 },
      ],
    });
    expectGolden('fixtures/engines/docker-create.json', goldenJson(createBody(request, 'device-request')));
  });

  test('asks for GPUs as --gpus does, or by the names of CDI', () => {
    const ask = (access: 'cdi' | 'device-request') =>
      WISHES.map((gpus) => createBody(sampleContainer({ gpus }), access).HostConfig?.DeviceRequests);
    expect(ask('device-request')).toEqual([
      [{ Driver: '', Capabilities: [['gpu']], Count: -1 }],
      [{ Driver: '', Capabilities: [['gpu']], Count: -1 }],
      [{ Driver: '', Capabilities: [['gpu']], Count: 2 }],
      [{ Driver: '', Capabilities: [['gpu']], DeviceIDs: ['0', 'GPU-5f3c'] }],
    ]);
    expect(ask('cdi')).toEqual([
      [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=all'] }],
      [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=all'] }],
      [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1'] }],
      [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0', 'nvidia.com/gpu=GPU-5f3c'] }],
    ]);
  });

  test('asks for none when none are given', () => {
    const request = { ...sampleContainer({ gpus: { kind: 'all' } }), givesGpus: false };
    expect(createBody(request, 'cdi').HostConfig?.DeviceRequests).toBeUndefined();
  });
});
