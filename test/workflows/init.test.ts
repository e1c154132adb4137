import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { readSpec } from '../../src/environment/spec/read-spec.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { type Initiated, initProject } from '../../src/workflows/init.js';

type Written = Extract<Initiated, { kind: 'written' }>;

const FILES = {
  '/work/Dockerfile':
    'FROM nvidia/cuda:12.6.3-base-ubuntu22.04\nRUN apt-get update && apt-get install -y git python3-pip\nRUN pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu126\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCMD ["python", "train.py"]\n',
  '/work/requirements.txt': 'numpy==2.1.0\n',
};

/** Answers in this order, then nothing; `asked` are the questions. */
async function init(
  files: Readonly<Record<string, string>>,
  answers: readonly string[] = [],
  isDryRun = false,
): Promise<{ readonly result: Initiated; readonly asked: readonly string[]; readonly written: string | undefined }> {
  const host = createMemoryHost(files);
  const asked: string[] = [];
  const ask = async (question: string): Promise<string | undefined> => {
    asked.push(question);
    return answers[asked.length - 1];
  };
  const result = await initProject(host, { directory: '.', ask, isDryRun });
  const bytes = host.files.get('/work/torchdock.yaml');
  return { result, asked, written: bytes && new TextDecoder().decode(bytes) };
}

function read(text: string) {
  return readSpec(createSourceText('torchdock.yaml', text), { folderName: 'work' });
}

describe('init', () => {
  it('writes what the files say, each line with its origin', async () => {
    const { result, written } = await init(FILES);
    expect(result).toMatchObject({ kind: 'written', path: 'torchdock.yaml', text: written, findings: [] });
    expect(written?.split('\n').slice(2)).toEqual([
      expect.stringContaining('PyTorch 2.7.1 with CUDA 12.6'),
      '',
      'torch: "2.7.1" # Dockerfile:3',
      'cuda: "12.6" # Dockerfile:3',
      'python: "3.10" # Dockerfile:2',
      'os: ubuntu22.04 # Dockerfile:1',
      '# base: nvidia/cuda:12.6.3-base-ubuntu22.04  (Dockerfile:1; torchdock chooses the smallest that fits)',
      'packages:',
      '  apt:',
      '    - git # Dockerfile:2',
      '  requirements:',
      '    - requirements.txt # Dockerfile:5',
      'command: ["python", "train.py"] # Dockerfile:6',
      '',
    ]);
  });

  it('asks for the GPU and for SSH, and again for a GPU that nobody knows', async () => {
    const { written, asked } = await init(FILES, ['RTX 4900', 'A100', 'y']);
    expect(asked).toEqual([
      expect.stringContaining('Which GPU will this run on?'),
      expect.stringContaining('GeForce RTX 4090'),
      expect.stringContaining('SSH'),
    ]);
    expect(written).toContain('gpu: A100 # your answer\n');
    expect(written).toContain('ssh: true # your answer\n');
  });

  it('asks no longer than three times, and not for what the files say', async () => {
    expect(
      (
        await init(
          FILES,
          Array.from({ length: 9 }, () => '?'),
        )
      ).asked.length,
    ).toBe(4);
    const compose =
      'services:\n  lab:\n    build: .\n    command: sh -c "/usr/sbin/sshd && jupyter lab"\n    ports: ["127.0.0.1:2200:22"]\n';
    const cpu = {
      '/work/Dockerfile': 'FROM ubuntu:22.04\nRUN pip install torch==2.7.1+cpu\n',
      '/work/compose.yaml': compose,
    };
    const { asked, written } = await init(cpu);
    expect(asked).toEqual([]);
    expect(written).toContain('ssh:\n  port: 2200 # compose.yaml:4\n');
    expect(written).toContain('cuda: cpu # Dockerfile:2\n');
  });

  it('takes the published port of SSH for a wish for SSH, also where nothing says who listens', async () => {
    const { written } = await init({
      '/work/compose.yaml':
        'services:\n  a:\n    image: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\n    command: python train.py\n    ports: ["2222:22", "6006:6006"]\n',
    });
    expect(written).toContain('ssh: true # compose.yaml:5\n');
    expect(written).toContain('ports:\n  - 6006 # compose.yaml:5\n');
  });

  it('never overwrites, and only tells with --dry-run', async () => {
    const files = { ...FILES, '/work/torchdock.yaml': 'name: mine\n' };
    const { result, written } = await init(files);
    expect(result).toMatchObject({
      kind: 'refused',
      findings: [{ code: 'SPC-16', place: { file: 'torchdock.yaml' } }],
    });
    expect(written).toBe('name: mine\n');
    const dry = await init(files, [], true);
    expect(dry.result.kind).toBe('written');
    expect(dry.written).toBe('name: mine\n');
    expect((await init(FILES, [], true)).written).toBeUndefined();
  });

  it('says why versions do not fit, with the nearest that do', async () => {
    const files = {
      '/work/Dockerfile': 'FROM nvidia/cuda:12.1.1-runtime-ubuntu22.04\nRUN pip install torch==2.7.1\nENV X=1\n',
    };
    const { result, written } = await init(files);
    expect((result as Written).findings).toMatchObject([{ code: 'SPC-17' }]);
    expect(written).toContain('do not fit together');
    expect(written).toContain('#   torch: "2.');
    expect(read(written ?? '').spec.versions).toMatchObject({ torch: '2.7.1', cuda: '12.1' });
  });

  it('leaves out with a remark what the tables do not know, and what the spec refuses', async () => {
    const compose =
      'services:\n  a:\n    image: registry.example/lab:1\n    environment:\n      HF_TOKEN: hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ\n      EPOCHS: "90"\n      "B\\tAD": x\n    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n    ports: ["80:80", "8888:8888"]\n';
    const { written = '' } = await init({ '/work/compose.yaml': compose });
    expect(written).not.toContain('hf_aBc');
    expect(written).toMatch(/^ {2}- HF_TOKEN # compose\.yaml:5$/m);
    expect(written).toMatch(/^ {2}# - .*docker\.sock.*SPC-15/m);
    expect(written).toMatch(/^ {2}- "8080:80" # /m);
    expect(written).toMatch(/^base: "registry\.example\/lab:1" # compose\.yaml:3$/m);
    expect(read(written).findings).toEqual([]);
  });

  it('begins an empty folder with the usual', async () => {
    const { written = '', asked } = await init({ '/work/notes.txt': 'x' });
    expect(asked.length).toBe(2);
    expect(read(written).findings).toEqual([]);
    expect(written).toContain('As of ');
  });
});

/** Folders of fixtures, each as if it were somebody's repository. */
function foldersBelow(folder: string): readonly string[] {
  const inner = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
  return [folder, ...inner.flatMap((name) => foldersBelow(join(folder, name)))];
}

it('writes what reads back without findings, whatever a folder holds', { timeout: 300_000 }, async () => {
  const host = createNodeHost();
  const folders = ['fixtures/readers', 'fixtures/views', 'fixtures/rules', 'fixtures/sessions'].flatMap(foldersBelow);
  expect(folders.length).toBeGreaterThan(200);
  const wrong: string[] = [];
  for (const directory of folders) {
    const result = await initProject(host, {
      directory: resolve(directory),
      ask: async () => undefined,
      isDryRun: true,
    });
    const { findings } = read((result as Written).text);
    if (findings.length > 0) wrong.push(`${directory}: ${findings.map(({ message }) => message).join('; ')}`);
  }
  expect(wrong).toEqual([]);
});
