import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host/host.js';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { createNodeHost } from '../../../src/host/node-host.js';
import { checkSources } from '../../../src/workflows/check.js';
import { bytesOf, makeSafetensors } from '../../models/files/build-files.js';

const EVIL = bytesOf("cos\nsystem\n(S'true'\ntR.");
const WEIGHT = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
const WEIGHTS = makeSafetensors({ w: WEIGHT }, 8);
const DOCKERFILE = 'FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\nUSER me\n';

async function check(host: Host, ...paths: string[]): Promise<{ codes: string[]; models: readonly string[] }> {
  const { findings, modelFiles } = await checkSources(host, { paths });
  const codes = findings.map(({ code, place }) => `${code} ${place?.file}`).filter((code) => /^(?:MDF|SRC)/.test(code));
  return { codes, models: modelFiles };
}

describe('check', () => {
  it('looks into the models of a folder', async () => {
    const host = createMemoryHost({
      '/work/Dockerfile': DOCKERFILE,
      '/work/models/evil.pt': EVIL,
      '/work/models/good.safetensors': WEIGHTS,
      '/work/models/evil.ckpt': EVIL,
    });
    expect(await check(host, '.')).toEqual({
      codes: ['MDF-01 models/evil.ckpt', 'MDF-01 models/evil.pt'],
      models: ['models/evil.ckpt', 'models/evil.pt', 'models/good.safetensors'],
    });
  });

  it('is content with a model that is named alone', async () => {
    const host = createMemoryHost({ '/work/good.safetensors': WEIGHTS });
    expect(await check(host, 'good.safetensors')).toEqual({ codes: [], models: ['good.safetensors'] });
  });

  it('passes over what only has such a name', async () => {
    const host = createMemoryHost({
      '/work/Dockerfile': DOCKERFILE,
      '/work/firmware.bin': bytesOf(1, 2, 3),
      '/work/paths.pth': 'import os; os.environ\n../lib\n',
      '/work/messages.pt': 'Olá\n',
      '/work/tf.ckpt': bytesOf(0, 5, 9),
    });
    expect(await check(host, '.')).toEqual({ codes: [], models: [] });
  });

  it('leaves out what git ignores, and tells pointers of Git LFS', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n';
    const host = createMemoryHost({
      '/work/Dockerfile': DOCKERFILE,
      '/work/.gitignore': '*.pt\n',
      '/work/evil.pt': EVIL,
      '/work/pytorch_model.bin': pointer,
    });
    expect((await check(host, '.')).codes).toEqual(['MDF-09 pytorch_model.bin']);
  });

  it('names files as the caller does, and opens none of a folder without models', async () => {
    const host = createMemoryHost({ '/work/a/Dockerfile': DOCKERFILE, '/work/b/evil.pt': EVIL });
    expect((await check(host, 'b')).codes).toEqual(['MDF-01 b/evil.pt']);
    const openRange = (path: string): never => {
      throw new Error(path);
    };
    expect((await check({ ...host, openRange }, 'a')).codes).toEqual([]);
  });

  it('follows a part beside the model that is a link, and none that leads out from below', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'torchdock-parts-'));
    try {
      mkdirSync(join(folder, 'blobs'));
      mkdirSync(join(folder, 'model', 'below'), { recursive: true });
      writeFileSync(join(folder, 'blobs', 'x'), WEIGHTS);
      symlinkSync('../blobs/x', join(folder, 'model', 'a.safetensors'));
      symlinkSync('../../blobs/x', join(folder, 'model', 'below', 'data'));
      const index = join(folder, 'model', 'model.safetensors.index.json');
      const host = createNodeHost();
      writeFileSync(index, JSON.stringify({ weight_map: { w: 'a.safetensors' } }));
      expect((await check(host, index)).codes).toEqual([]);
      const entry = bytesOf(0x0a, 8, 'location', 0x12, 10, 'below/data');
      const tensor = bytesOf(0x08, 2, 0x10, 1, 0x42, 1, 'w', 0x6a, entry.length, entry, 0x70, 1);
      const graph = bytesOf(0x2a, tensor.length, tensor);
      const onnx = join(folder, 'model', 'm.onnx');
      writeFileSync(onnx, bytesOf(0x08, 7, 0x3a, graph.length, graph));
      expect((await check(host, onnx)).codes[0]).toContain('MDF-07');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
