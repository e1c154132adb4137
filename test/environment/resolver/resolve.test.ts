import { beforeAll, describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/environment/facts/facts.js';
import type { Choice, Resolution } from '../../../src/environment/resolver/resolution.js';
import { ownFacts, resolveWords } from '../facts.js';

let facts: Facts;
beforeAll(async () => {
  facts = await ownFacts();
});

const choiceOf = ({ verdict, choice }: Resolution): Choice => {
  expect(verdict).toBe('fits');
  if (!choice) throw new Error('a resolution that fits has a choice');
  return choice;
};

describe('the line that was published and never existed', () => {
  const words = {
    torch: '2.7',
    cuda: '12.1',
    cudnn: '8.9',
    python: '3.10',
    os: 'ubuntu22.04',
    with: 'torchvision,torchtext',
  };

  it('has three separate reasons', () => {
    const { verdict, choice, reasons } = resolveWords(words, facts);
    expect(verdict).toBe('conflict');
    expect(choice).toBeUndefined();
    expect(reasons.map(({ demands }) => demands)).toEqual([
      ['torch', 'cuda'],
      ['torch', 'cudnn'],
      ['torch', 'torchtext'],
    ]);
    const [cuda, cudnn, torchtext] = reasons.map(({ message }) => message);
    expect(cuda).toBe(
      'PyTorch 2.7 has no CUDA 12.1 build: its builds are 11.8, 12.6 and 12.8; CUDA 12.1 ended with 2.5.1',
    );
    expect(cudnn).toContain('cuDNN 8 ended with 2.3.1');
    expect(torchtext).toBe('torchtext has no release for PyTorch 2.7: it ended with 0.18.0, for PyTorch 2.3');
    for (const { source } of reasons) expect(source).not.toBe('');
  });

  it('has two neighbours that are real', () => {
    const { alternatives } = resolveWords(words, facts);
    expect(alternatives).toHaveLength(2);
    expect(alternatives[0]).toMatchObject({
      keeps: ['torch', 'python', 'os', 'torchvision'],
      givesUp: ['cuda', 'cudnn', 'torchtext'],
      choice: {
        torch: '2.7.1',
        cuda: '12.6',
        cudnn: '9.5.1.17',
        python: '3.10',
        os: 'ubuntu22.04',
        base: 'nvidia/cuda:12.6.3-base-ubuntu22.04',
        companions: { torchvision: '0.22.1' },
        driver: { minimum: '525.60.13', toolkit: '560.35.05' },
        install: ['pip install torch==2.7.1 torchvision==0.22.1 --index-url https://download.pytorch.org/whl/cu126'],
      },
    });
    expect(alternatives[1]).toMatchObject({
      givesUp: ['torch'],
      choice: {
        torch: '2.3.1',
        cuda: '12.1',
        cudnn: '8.9.2.26',
        base: 'pytorch/pytorch:2.3.1-cuda12.1-cudnn8-runtime',
        companions: { torchvision: '0.18.1', torchtext: '0.18.0' },
      },
    });
  });
});

describe('V100 with CUDA 12.8', () => {
  it.each([
    ['2.7', 'conflict'],
    ['2.8', 'fits'],
    ['2.9', 'fits'],
    ['2.10', 'fits'],
    ['2.11', 'conflict'],
  ])('and PyTorch %s: %s', (torch, verdict) => {
    const resolution = resolveWords({ gpu: 'V100', cuda: '12.8', torch }, facts);
    expect(resolution.verdict).toBe(verdict);
    if (verdict === 'fits') expect(resolution.choice?.gpu).toMatchObject({ isExact: true, isViaPtx: false });
    else expect(resolution.reasons[0]?.message).toContain('code for it for CUDA 12.8 is in 2.8.0 to 2.10.0');
  });

  it('is led to CUDA 12.6 when only the release is named', () => {
    for (const torch of ['2.7', '2.11', '2.14'])
      expect(choiceOf(resolveWords({ gpu: 'V100', torch }, facts)).cuda).toBe('12.6');
  });
});

describe('what is free', () => {
  it('is chosen, newest first, from one image', () => {
    expect(choiceOf(resolveWords({}, facts))).toMatchObject({
      torch: '2.14.1',
      cuda: '13.0',
      python: '3.12',
      os: 'ubuntu24.04',
      base: 'pytorch/pytorch:2.14.1-cuda13.0-cudnn9-runtime',
    });
  });

  it('is chosen from what is known: a release without its torchvision is left out, and that is said', () => {
    const resolution = resolveWords({ with: 'torchvision' }, facts);
    expect(choiceOf(resolution)).toMatchObject({ torch: '2.14.0', companions: { torchvision: '0.29.0' } });
    expect(resolution.reasons.map(({ code }) => code)).toContain('RES-21');
  });

  it('stays unknown where the tables do not say it', () => {
    const resolution = resolveWords({ torch: '2.14.1', with: 'torchvision' }, facts);
    expect(choiceOf(resolution).companions).toEqual({ torchvision: undefined });
    expect(choiceOf(resolution).install[0]).toContain(' torchvision --index-url ');
    expect(resolution.reasons.map(({ code }) => code)).toContain('RES-33');
  });
});

describe('a driver', () => {
  it('has two verdicts', () => {
    const given = (driver: string): unknown =>
      choiceOf(resolveWords({ torch: '2.8', cuda: '12.8', driver }, facts)).driver?.given;
    expect(given('535.104.05')).toMatchObject({ runs: true, isFull: false });
    expect(given('570.133.20')).toMatchObject({ runs: true, isFull: true });
    expect(given('610')).toMatchObject({ runs: true, isFull: true });
    expect(given('525')).toMatchObject({ runs: undefined, isFull: false });
    expect(given('570')).toMatchObject({ runs: true, isFull: undefined });
  });

  it('leads to the CUDA that it runs', () => {
    expect(choiceOf(resolveWords({ driver: '535.104.05' }, facts))).toMatchObject({ torch: '2.14.1', cuda: '12.6' });
    expect(choiceOf(resolveWords({ driver: '470.82.01' }, facts))).toMatchObject({ torch: '2.7.1', cuda: '11.8' });
  });

  it('that is too old is no reason to take the CPU', () => {
    expect(resolveWords({ driver: '440' }, facts).verdict).toBe('conflict');
    expect(choiceOf(resolveWords({ driver: '440', cuda: 'cpu' }, facts)).cuda).toBe('cpu');
  });
});

describe('a GPU that only PTX reaches', () => {
  it('needs the driver of the toolkit', () => {
    const words = { gpu: '13.0', cuda: '13.2' };
    expect(choiceOf(resolveWords(words, facts)).gpu).toMatchObject({ isExact: false, isViaPtx: true });
    const { verdict, reasons } = resolveWords({ ...words, driver: '580.65.06' }, facts);
    expect(verdict).toBe('conflict');
    expect(reasons).toMatchObject([{ code: 'RES-12', demands: ['gpu', 'driver', 'cuda'] }]);
  });

  it('of an ARM machine is unknown, and said to be', () => {
    const resolution = resolveWords({ gpu: 'GH200' }, facts);
    expect(choiceOf(resolution).gpu).toMatchObject({ isExact: undefined, isViaPtx: undefined });
    expect(resolution.reasons.map(({ code }) => code)).toContain('RES-30');
  });
});

describe('what is newer than the tables', () => {
  it.each([
    [{ torch: '2.15' }, 'PyTorch 2.15 is newer than my data of 2026-11-22, where the newest is 2.14.1'],
    [{ cuda: '13.4' }, 'CUDA 13.4 is newer than my data of 2026-11-22, where the newest is 13.2'],
    [{ cudnn: '10' }, 'cuDNN 10 is newer than my data of 2026-11-22, where the newest is 9.24.0.43'],
    [{ python: '3.15' }, 'Python 3.15 is newer than my data of 2026-11-22, where the newest is 3.14'],
    [{ os: 'ubuntu26.04' }, 'ubuntu26.04 is newer than my data of 2026-11-22, where the newest is Ubuntu 24.04'],
  ])('%j is said, not guessed', (words, message) => {
    const { verdict, reasons, alternatives } = resolveWords(words, facts);
    expect(verdict).toBe('conflict');
    expect(reasons).toMatchObject([{ code: 'RES-03', message }]);
    expect(alternatives).toHaveLength(1);
  });

  it('is not said of what was skipped', () => {
    expect(resolveWords({ torch: '2.7.9' }, facts).reasons).toMatchObject([{ code: 'RES-04' }]);
    expect(resolveWords({ cuda: '12.2' }, facts).reasons).toMatchObject([{ code: 'RES-04' }]);
  });
});

describe('a sentence', () => {
  it.each([
    [
      { os: 'ubuntu18.04', torch: '2.7' },
      'PyTorch 2.7 needs glibc 2.28 or newer, and Ubuntu 18.04 has 2.27; support for it ended with 2.6.0',
    ],
    [{ os: 'alpine' }, 'Alpine 3 has no glibc, and PyTorch needs glibc 2.17 or newer'],
    [
      { python: '3.8', torch: '2.7' },
      'PyTorch 2.7 has no wheel for Python 3.8: it has 3.9, 3.10, 3.11, 3.12, 3.13 and 3.13t; Python 3.8 ended with 2.4.1',
    ],
    [
      { cuda: '13.0', driver: '535' },
      'PyTorch for CUDA 13.0 needs driver 580.65.06 or newer, and yours is 535, which runs CUDA up to 12.x',
    ],
    [{ cuda: 'cpu', gpu: 'V100' }, 'The CPU build of PyTorch cannot use V100 (7.0)'],
    [{ cuda: '13.2', with: 'torchaudio' }, 'torchaudio has no release for PyTorch for CUDA 13.2'],
    [
      { torch: '2.13', cuda: '12.9' },
      'PyTorch 2.13 has no CUDA 12.9 build: its builds are 12.6, 13.0 and 13.2; CUDA 12.9 ended with 2.8.0, but for extra wheels of 2.13.0, of which my data says no more',
    ],
  ])('for %j', (words, message) => {
    expect(resolveWords(words, facts).reasons.map((reason) => reason.message)).toEqual([message]);
  });
});
