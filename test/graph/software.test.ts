import { describe, expect, it } from 'vitest';
import { declaredContents } from '../../src/graph/image-families.js';
import { canonicalImageName, parseImageReference } from '../../src/graph/image-reference.js';
import { cudaVersionOfBuild, summarizeSoftware } from '../../src/graph/software.js';
import { packageNode } from '../setup/nodes.js';

describe('image references', () => {
  it.each([
    ['ubuntu', 'docker.io/library/ubuntu:latest'],
    ['pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime', 'docker.io/pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime'],
    ['localhost:5000/a/b', 'localhost:5000/a/b:latest'],
    ['ghcr.io/x/y@sha256:abc', 'ghcr.io/x/y@sha256:abc'],
    ['nvcr.io/nvidia/pytorch:25.01-py3', 'nvcr.io/nvidia/pytorch:25.01-py3'],
  ])('%s is %s', (text, name) => expect(canonicalImageName(parseImageReference(text))).toBe(name));

  it.each([
    ['pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime', ['torch 2.7.1', 'cuda 12.6', 'cudnn 9']],
    ['nvidia/cuda:12.6.3-cudnn-devel-ubuntu22.04', ['cuda 12.6.3', 'cudnn ?', 'ubuntu 22.04']],
    ['nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu20.04', ['cuda 12.1.1', 'cudnn 8', 'ubuntu 20.04']],
    ['nvidia/cuda:12.6.3-base-ubuntu24.04', ['cuda 12.6.3', 'ubuntu 24.04']],
    ['python:3.11-slim-bookworm', ['python 3.11', 'debian bookworm']],
    ['nvcr.io/nvidia/pytorch:25.01-py3', ['torch ?', 'cuda ?', 'cudnn ?', 'jupyterlab ?', 'tensorboard ?']],
    ['nvcr.io/nvidia/cuda:12.1.0-devel-ubuntu22.04', ['cuda 12.1.0', 'ubuntu 22.04']],
    ['pytorch/pytorch', ['torch ?']],
    ['m.daocloud.io/docker.io/pytorch/pytorch:2.5.1-cuda12.4-cudnn9-devel', ['torch 2.5.1', 'cuda 12.4', 'cudnn 9']],
    [
      'mosaicml/pytorch:2.1.2_cu121-python3.10-ubuntu20.04',
      ['torch 2.1.2', 'cuda 12.1', 'python 3.10', 'ubuntu 20.04'],
    ],
    [
      'runpod/pytorch:2.1.0-py3.10-cuda11.8.0-devel-ubuntu22.04',
      ['torch 2.1.0', 'cuda 11.8.0', 'python 3.10', 'ubuntu 22.04'],
    ],
    ['hiyouga/pytorch:th2.6.0-cu124-flashattn2.7.4-cxx11abi0-devel', ['torch 2.6.0', 'cuda 12.4']],
    [
      'rocm/pytorch:rocm6.1_ubuntu22.04_py3.10_pytorch_2.1.2',
      ['torch 2.1.2', 'rocm 6.1', 'ubuntu 22.04', 'python 3.10'],
    ],
    [
      '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.0.1-gpu-py310-cu118-ubuntu20.04-sagemaker',
      ['torch 2.0.1', 'cuda 11.8', 'python 3.10', 'ubuntu 20.04'],
    ],
    ['us-docker.pkg.dev/deeplearning-platform-release/gcr.io/pytorch-gpu.2-2.py310', ['torch 2.2', 'python 3.10']],
    ['quay.io/jupyter/pytorch-notebook:cuda12-python-3.11', ['jupyterlab ?', 'pytorch ?', 'cuda 12', 'python 3.11']],
    ['ubuntu:jammy', ['ubuntu 22.04']],
    ['debian:12-slim', ['debian 12']],
    ['myregistry.io/pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime', []],
  ])('%s declares %j', (text, contents) => {
    const found = declaredContents(parseImageReference(text)).map(({ name, version }) => `${name} ${version ?? '?'}`);
    expect(found).toEqual(contents);
  });
});

describe('summarizeSoftware', () => {
  it('takes the nearest package, the build from the index, Python from the distribution', () => {
    const stack = summarizeSoftware([
      packageNode({ name: 'torch', version: '2.7.1', indexUrl: 'https://download.pytorch.org/whl/cu126' }),
      packageNode({ name: 'torch', version: '2.3.0' }),
      packageNode({ ecosystem: 'apt', name: 'python3-pip' }),
      packageNode({ ecosystem: 'os', name: 'ubuntu', version: '22.04' }),
    ]);
    expect(stack.torch).toMatchObject({ version: '2.7.1', build: 'cu126' });
    expect(stack.python?.version).toBe('3.10');
    expect(stack.cuda).toBeUndefined();
  });

  it('leaves unknown what no file says', () => {
    const stack = summarizeSoftware([
      packageNode({ name: 'torch', specifier: '>=2' }),
      packageNode({ ecosystem: 'apt', name: 'python3' }),
    ]);
    expect(stack.torch?.version).toBeUndefined();
    expect(stack.torch?.specifier).toBe('>=2');
    expect(stack.python?.version).toBeUndefined();
    expect(stack.system).toBeUndefined();
  });

  it('takes PyTorch for given where a package needs it, but not its version', () => {
    const stack = summarizeSoftware([
      packageNode({ name: 'numpy' }),
      packageNode({ name: 'ultralytics', version: '8.3.0' }),
    ]);
    expect(stack.torch).toMatchObject({ neededBy: 'ultralytics' });
    expect(stack.torch?.version).toBeUndefined();
  });

  it.each([
    ['cuda-toolkit-12-6', '12.6'],
    ['cuda', undefined],
  ])('reads CUDA from the apt package %s', (name, version) => {
    expect(summarizeSoftware([packageNode({ ecosystem: 'apt', name })]).cuda?.version).toBe(version);
  });

  it.each([
    ['cu126', '12.6'],
    ['cu118', '11.8'],
    ['cu92', '9.2'],
    ['cpu', undefined],
  ])('reads the CUDA version of the build %s', (build, version) => expect(cudaVersionOfBuild(build)).toBe(version));
});
