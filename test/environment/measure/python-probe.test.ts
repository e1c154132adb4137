import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PYTHON_PROBE } from '../../../src/environment/measure/python-probe.js';
import { readInside } from '../../../src/environment/measure/read-inside.js';
import { type RequiredTool, requireTool } from '../../setup/tools.js';

/** As much of PyTorch as the probe uses, with two GPUs of which the second computes otherwise. */
const TORCH = `
__version__ = "2.7.1+cu126"

class Tensor:
    def __init__(self, device="cpu"): self.device = device
    def remainder(self, _): return self
    def __sub__(self, _): return self
    def float(self): return self
    def reshape(self, *_): return self
    def to(self, device): return Tensor(device)
    def cpu(self): return self
    def __matmul__(self, other): return Tensor(self.device)

def arange(_): return Tensor()
def equal(a, b): return a.device != "cuda:1"

class version: cuda = "12.6"
class backends:
    class cudnn:
        version = staticmethod(lambda: 90501)
class _C:
    _cuda_getArchFlags = staticmethod(lambda: "sm_80 sm_90 compute_90")
class cuda:
    device_count = staticmethod(lambda: 2)
    get_device_name = staticmethod(lambda device: "NVIDIA H200" if device == "cuda:0" else "NVIDIA L4")
    @staticmethod
    def get_device_capability(device):
        if device == "cuda:1": raise RuntimeError("CUDA error:\\n  out of luck")
        return (9, 0)
`;

const PYTHON: RequiredTool = {
  name: 'Python',
  isPresent: () => spawnSync('python3', ['--version']).status === 0,
  installCommand: 'apt-get install python3',
};

let folder = '';
beforeEach((context) => {
  requireTool(context, PYTHON);
  folder = mkdtempSync(join(tmpdir(), 'torchdock-probe-'));
});
afterEach(() => folder !== '' && rmSync(folder, { recursive: true, force: true }));

function probe(modules: Readonly<Record<string, string>>): ReturnType<typeof readInside>['python'] {
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, `${name}.py`), text);
  const { stdout, stderr, status } = spawnSync('python3', ['-S', '-'], {
    input: PYTHON_PROBE,
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: folder },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return readInside(stdout, 0).python;
}

it('asks PyTorch and each GPU', () => {
  const python = probe({
    torch: TORCH,
    torchvision: '__version__ = "0.22.1+cu126"',
    torchaudio: 'raise OSError("undefined symbol: _ZN5")',
  });
  expect(python).toMatchObject({
    torch: '2.7.1+cu126',
    cuda: '12.6',
    cudnn: '90501',
    architectures: ['sm_80', 'sm_90', 'compute_90'],
    isComplete: true,
  });
  expect(python.version).toMatch(/^3\.\d+\.\d+/);
  expect([...python.modules]).toEqual([['torchvision', '0.22.1+cu126']]);
  expect([...python.failures]).toEqual([
    ['module.torchaudio', 'OSError: undefined symbol: _ZN5'],
    ['gpu.1.capability', 'RuntimeError: CUDA error: out of luck'],
  ]);
  expect(python.gpus).toEqual([
    { name: 'NVIDIA H200', capability: '9.0', isProductSame: true, failure: undefined },
    { name: 'NVIDIA L4', capability: undefined, isProductSame: false, failure: undefined },
  ]);
});

it('says why PyTorch cannot be imported', () => {
  const python = probe({ torch: 'raise ImportError("libcudnn.so.9: cannot open shared object file")' });
  expect(python.failures.get('torch')).toBe('ImportError: libcudnn.so.9: cannot open shared object file');
  expect(python).toMatchObject({ torch: undefined, gpus: undefined, isComplete: true });
});
