import { beforeAll, describe, expect, it } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import type { Facts } from '../../../src/environment/facts/facts.js';
import type { Lock } from '../../../src/environment/lock/lock.js';
import { type MadeLock, makeLock } from '../../../src/environment/lock/make-lock.js';
import { readSpec } from '../../../src/environment/spec/read-spec.js';
import type { Spec } from '../../../src/environment/spec/spec.js';
import { ownFacts } from '../facts.js';

let facts: Facts;
beforeAll(async () => {
  facts = await ownFacts();
});

function specOf(text: string): Spec {
  return readSpec(createSourceText('torchdock.yaml', text), { folderName: 'lab' }).spec;
}

function make(text: string): MadeLock {
  return makeLock(specOf(text), facts);
}

function lockOf(text: string): Lock {
  const made = make(text);
  if (made.kind !== 'locked') throw new Error(JSON.stringify(made));
  return made.lock;
}

describe('which accelerators are locked', () => {
  it.each([
    ['nothing said: what fits best', '', ['cu130']],
    ['the one of cuda, and those that are named', 'cuda: "12.6"\naccelerators: [cpu]', ['cpu', 'cu126']],
    ['the first named build with CUDA takes the place of the best', 'accelerators: [cpu, cu126]', ['cpu', 'cu126']],
    ['the best, and the CPU', 'accelerators: [cpu]', ['cpu', 'cu130']],
    ['each once', 'cuda: cu126\naccelerators: [cu126, cu126]', ['cu126']],
    ['the CPU alone', 'cuda: cpu', ['cpu']],
    ['the one of an official base', 'base: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime', ['cu126']],
  ])('%s', (_, text, accelerators) => {
    expect(Object.keys(lockOf(text).environments)).toEqual(accelerators);
  });

  it('does not ask the build for the CPU to run on the GPU, by the driver and with the cuDNN that are named', () => {
    const { environments } = lockOf('gpu: A100\ndriver: "535"\ncudnn: "9"\naccelerators: [cpu]');
    expect(Object.keys(environments)).toEqual(['cpu', 'cu126']);
  });
});

describe('one PyTorch and one Python for all accelerators', () => {
  it('takes the newest release that has all the builds', () => {
    const { environments } = lockOf('accelerators: [cu118, cu128, cpu]');
    expect(Object.values(environments).map(({ torch }) => torch)).toEqual(['2.7.1', '2.7.1', '2.7.1']);
    expect(new Set(Object.values(environments).map(({ python }) => python)).size).toBe(1);
  });

  it('says so when there is none', () => {
    const made = make('accelerators: [cu118, cu130]');
    expect(made.kind === 'locked' && made.findings.map(({ code }) => code)).toEqual(['LCK-03']);
  });
});

describe('what does not fit', () => {
  it('is a conflict that names its accelerator', () => {
    expect(make('torch: "2.7"\naccelerators: [cpu, cu121]')).toMatchObject({ kind: 'conflict', accelerator: 'cu121' });
    expect(make('torch: "2.7"\npython: "3.14"')).toMatchObject({ kind: 'conflict', accelerator: 'auto' });
  });

  it('is refused when it means nothing', () => {
    const made = make('gpu: GTX 9999 Ultra');
    expect(made.kind === 'refused' && made.findings).toMatchObject([{ code: 'LCK-02', place: { line: 1 } }]);
  });
});

describe('the base', () => {
  it.each([
    ['its own Python when it is the one', 'base: debian:bookworm', 'debian:bookworm', 'debian12', 'system', '3.11'],
    ['another Python from elsewhere', 'base: debian:12\npython: "3.13"', 'debian:12', 'debian12', 'elsewhere', '3.13'],
    [
      'an image of Python',
      'base: python:3.12-slim-bookworm',
      'python:3.12-slim-bookworm',
      'debian12',
      'system',
      '3.12',
    ],
    [
      'an image of this machine',
      'base: localhost/ubuntu:22.04',
      'localhost/ubuntu:22.04',
      'ubuntu22.04',
      'system',
      '3.10',
    ],
    [
      'an official image, and its torch',
      'base: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-devel',
      'docker.io/pytorch/pytorch:2.7.1-cuda12.6-cudnn9-devel',
      'ubuntu22.04',
      'image',
      '3.11',
    ],
    [
      'an official image whose Python is not the one',
      'base: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-devel\npython: "3.10"',
      'docker.io/pytorch/pytorch:2.7.1-cuda12.6-cudnn9-devel',
      'ubuntu22.04',
      'elsewhere',
      '3.10',
    ],
  ])('%s', (_, text, reference, os, pythonFrom, python) => {
    const [environment] = Object.values(lockOf(text).environments);
    expect(environment).toMatchObject({ base: { reference }, os, pythonFrom, python });
  });

  it('says no system that it does not know', () => {
    const [environment] = Object.values(lockOf('base: registry.example/team/image:7').environments);
    expect(environment?.os).toBeUndefined();
    expect(environment?.pythonFrom).toBe('elsewhere');
  });

  it('keeps its digest apart', () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const [environment] = Object.values(lockOf(`base: ubuntu:24.04@${digest}`).environments);
    expect(environment?.base).toEqual({ reference: 'ubuntu:24.04', digest });
  });
});

describe('installer: none', () => {
  it('locks what is given: what is wished of it, as it was written', () => {
    const { environments } = lockOf('installer: none\nbase: localhost/debian:bookworm\ntorch: "1.13"');
    expect(environments).toEqual({
      given: { torch: '1.13', companions: {}, base: { reference: 'localhost/debian:bookworm' }, pythonFrom: 'given' },
    });
  });

  it('needs a base', () => {
    const made = makeLock({ ...specOf(''), installer: 'none' }, facts);
    expect(made.kind === 'refused' && made.findings.map(({ code }) => code)).toEqual(['LCK-01']);
  });
});

describe('the digest of the spec', () => {
  const digest = (text: string): string => lockOf(text).specDigest;

  it.each(['cuda: "12.6"', 'accelerators: [cpu]', 'base: debian:12', 'packages:\n  apt: [git]', 'installer: uv'])(
    'is another one with %s',
    (text) => {
      expect(digest(text)).not.toBe(digest(''));
    },
  );

  it.each(['name: other', 'jupyter: false', 'ports: [6006]', 'secrets: [HF_TOKEN]', 'limits:\n  cpus: 2'])(
    'is the same with %s',
    (text) => {
      expect(digest(text)).toBe(digest(''));
    },
  );

  it('does not ask for the order of accelerators', () => {
    expect(digest('accelerators: [cpu, cu126]')).toBe(digest('accelerators: [cu126, cpu]'));
  });
});
