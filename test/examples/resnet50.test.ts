import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../setup/program.js';
import { type RequiredTool, requireTool } from '../setup/tools.js';

const EXAMPLE = 'examples/resnet50';
const PYTHON = '/usr/bin/python3';

const PYTORCH: RequiredTool = {
  name: 'PyTorch for the system Python',
  isPresent: () => spawnSync(PYTHON, ['-c', 'import torch, torchvision, onnx']).status === 0,
  installCommand: 'apt-get install python3-torch python3-torchvision python3-onnx',
};

const folder = mkdtempSync(join(tmpdir(), 'torchdock-resnet50-'));

function runPython(...args: readonly string[]) {
  return spawnSync(PYTHON, [...args], { cwd: folder, encoding: 'utf8' });
}

beforeAll(() => cpSync(EXAMPLE, folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The README's own commands, made smaller: they run on the CPU with Debian's PyTorch. */
describe('the ResNet-50 example', () => {
  it('trains, saves a checkpoint, goes on from it, and exports TorchScript and ONNX', (context) => {
    requireTool(context, PYTORCH);
    const size = ['--image-size', '32', '--made-up-size', '16', '--batch-size', '8', '--classes', '10'];
    const first = runPython('train.py', '--epochs', '1', ...size);
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(/^epoch 0: loss \d+\.\d+, accuracy [01]\.\d+, /);
    const second = runPython('train.py', '--epochs', '2', '--resume', 'checkpoints/last.pt', ...size);
    expect(second.stdout).toMatch(/^epoch 1: /);
    const exported = runPython('export.py', '--classes', '10', '--image-size', '32');
    expect(exported.status).toBe(0);
    for (const file of ['exported/resnet50.onnx', 'exported/resnet50.torchscript.pt']) {
      expect(statSync(join(folder, file)).size).toBeGreaterThan(80_000_000);
    }
  }, 300_000);

  it('has the 25,557,032 parameters of ResNet-50', (context) => {
    requireTool(context, PYTORCH);
    const script = 'from src.model import resnet50; print(sum(p.numel() for p in resnet50().parameters()))';
    expect(runPython('-c', script).stdout.trim()).toBe('25557032');
  }, 120_000);

  it('has nothing to complain about in how it trains', () => {
    const { findings } = JSON.parse(runProgram(['check', '--json', 'train.py'], { cwd: EXAMPLE }).stdout);
    expect(findings).toEqual([]);
  });

  it('has the torchdock.yaml that init writes for it, and a lock that is up to date', () => {
    const copy = mkdtempSync(join(tmpdir(), 'torchdock-resnet50-'));
    try {
      cpSync(EXAMPLE, copy, { recursive: true });
      for (const name of ['torchdock.yaml', 'torchdock.lock']) rmSync(join(copy, name));
      expect(runProgram(['init', '--yes'], { cwd: copy }).status).toBe(0);
      expect(readFileSync(join(copy, 'torchdock.yaml'), 'utf8')).toBe(
        readFileSync(join(EXAMPLE, 'torchdock.yaml'), 'utf8'),
      );
      expect(runProgram(['lock', '--check'], { cwd: EXAMPLE }).status).toBe(0);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});
