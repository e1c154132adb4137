import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePatch } from '../../src/cli/show-fixes.js';
import type { Host } from '../../src/host/host.js';
import { createMemoryHost, type MemoryHost } from '../../src/host/memory-host.js';
import { checkSources } from '../../src/workflows/check.js';
import { type Fixed, fixSources } from '../../src/workflows/fix.js';

const DEVICES = (lines: string): string =>
  `services:\n  lab:\n    image: example.org/lab:1.0\n    deploy:\n      resources:\n        reservations:\n          devices:\n${lines}`;

function textOf(host: MemoryHost, path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(host.files.get(path));
}

/** The text of one file after `check --fix`, and what was done. */
async function fix(path: string, text: string | Uint8Array, mode: 'write' | 'preview' = 'write') {
  const host = createMemoryHost({ [`/work/${path}`]: text });
  const fixed = await fixSources(host, { paths: ['.'], mode });
  return { fixed, host, text: textOf(host, `/work/${path}`) };
}

function mendedCodes({ files }: Fixed): readonly string[] {
  return files.flatMap(({ mended }) => mended.map(({ code }) => code));
}

describe('a certain mend', () => {
  it.each([
    [
      'block',
      '            - driver: nvidia\n              count: 1\n',
      '            - capabilities: [gpu]\n              driver: nvidia\n              count: 1\n',
    ],
    [
      'flow',
      '            - {driver: nvidia, count: 1}\n',
      '            - { capabilities: [gpu],driver: nvidia, count: 1}\n',
    ],
  ])('says the capabilities of a device in %s style', async (_style, before, after) => {
    expect((await fix('compose.yaml', DEVICES(before))).text).toBe(DEVICES(after));
  });

  it('keeps byte order mark, CRLF and every other byte', async () => {
    const windows = `\uFEFF${DEVICES('            - driver: nvidia \n')}# ü\n`.replaceAll('\n', '\r\n');
    const { text } = await fix('compose.yaml', windows);
    expect(text).toBe(windows.replace('- driver', '- capabilities: [gpu]\r\n              driver'));
  });

  it('is not made where an alias or another driver stands', async () => {
    for (const lines of ['            - driver: amd\n', '            - count: 1\n']) {
      const { text, fixed } = await fix('compose.yaml', DEVICES(lines));
      expect(text).toBe(DEVICES(lines));
      expect(fixed.after.findings.find(({ code }) => code === 'CMS-08')?.mend?.isCertain).toBe(false);
    }
    const alias = `x-gpu: &gpu {driver: nvidia}\n${DEVICES('            - *gpu\n')}`;
    expect((await fix('compose.yaml', alias)).text).toBe(alias);
  });

  it.each([
    ['requests:\n    nvidia.com/gpu: 2', 'limits:\n    nvidia.com/gpu: 2\n  requests:\n    nvidia.com/gpu: 2'],
    [
      'limits:\n    memory: 1Gi\n  requests:\n    nvidia.com/gpu: 2',
      'limits:\n    nvidia.com/gpu: 2\n    memory: 1Gi\n  requests:\n    nvidia.com/gpu: 2',
    ],
    ['requests: {nvidia.com/gpu: 2}\n  limits: {}', 'requests: {nvidia.com/gpu: 2}\n  limits: {}'],
  ])('limits a GPU that is only requested: %j', async (before, after) => {
    const pod = (resources: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    resources:\n      ${resources.replaceAll('\n', '\n    ')}\n`;
    expect((await fix('pod.yaml', pod(before))).text).toBe(pod(after));
  });

  it.each([
    ['torch torchvision --extra-index-url https://download.pytorch.org/whl/cu126', true],
    ['--extra-index-url=https://download.pytorch.org/whl/cu126 torch', true],
    ['torch numpy --extra-index-url https://download.pytorch.org/whl/cu126', false],
    ['torch $MORE --extra-index-url https://download.pytorch.org/whl/cu126', false],
    ['torch . --extra-index-url https://download.pytorch.org/whl/cu126', false],
    ['torch --extra-index-url https://download.pytorch.org/whl/cu126 && pip install -c c.txt x', false],
    ['torch \\\n  --extra-index-url https://download.pytorch.org/whl/cu126', true],
    ['torch -r requirements.txt --extra-index-url https://download.pytorch.org/whl/cu126', false],
  ])('takes PyTorch from its own index when nothing else is installed: %s', async (words, isCertain) => {
    const before = `FROM python:3.12\nRUN pip install ${words}\n`;
    const { text } = await fix('Dockerfile', before);
    expect(text).toBe(isCertain ? before.replace('--extra-index-url', '--index-url') : before);
  });

  it.each([
    ['EXPOSE 80:8888 127.0.0.1:22:2222/tcp 6006\n', 'EXPOSE 8888 2222/tcp 6006\n'],
    ["CMD ['jupyter', 'lab']\n", 'CMD ["jupyter", "lab"]\n'],
    ["CMD ['echo', '$HOME']\n", "CMD ['echo', '$HOME']\n"],
  ])('in a Dockerfile: %j', async (before, after) => {
    expect((await fix('Dockerfile', `FROM python:3.12\n${before}`)).text).toBe(`FROM python:3.12\n${after}`);
  });
});

describe('fixing', () => {
  const BROKEN = 'FROM python:3.12\nEXPOSE 1:2\n';

  it('is not done in a preview, which says the same', async () => {
    const preview = await fix('Dockerfile', BROKEN, 'preview');
    expect(preview.text).toBe(BROKEN);
    const done = await fix('Dockerfile', BROKEN);
    expect(preview.fixed).toEqual(done.fixed);
    expect(await writePatch(preview.fixed.files)).toBe(
      '--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n FROM python:3.12\n-EXPOSE 1:2\n+EXPOSE 2\n',
    );
  });

  it('leaves a file alone that is not UTF-8, and says so', async () => {
    const bytes = Buffer.concat([Buffer.from(BROKEN), Buffer.from([0x23, 0xe9, 0x0a])]);
    const { fixed, host } = await fix('Dockerfile', bytes);
    expect(Buffer.compare(host.files.get('/work/Dockerfile') ?? Buffer.of(), bytes)).toBe(0);
    expect(fixed.refused.map(({ finding, reason }) => `${finding.code} ${reason}`)).toEqual(['DKF-07 it is not UTF-8']);
  });

  it('does not mend what is ignored, nor a command line', async () => {
    const ignored = `FROM python:3.12\n# torchdock ignore=DKF-07\nEXPOSE 1:2\n`;
    expect((await fix('Dockerfile', ignored)).text).toBe(ignored);
    const host = createMemoryHost({});
    const fixed = await fixSources(host, { paths: [], runLines: ['docker run –gpus all a:1'], mode: 'write' });
    expect(fixed.after.findings.map(({ code, mend }) => [code, mend])).toEqual([['RUN-10', undefined]]);
    expect(fixed.refused).toEqual([]);
    expect(host.files.size).toBe(0);
  });

  it('leaves out what brings an error, and mends the rest', async () => {
    // With the dash mended, the value of the option is seen, and that is wrong.
    const script = 'docker run –gpus=device=0,1 a:1\ndocker run –name b a:1\n';
    const { text, fixed } = await fix('run.sh', script);
    expect(text).toBe(script.replace('–name', '--name'));
    expect(mendedCodes(fixed)).toEqual(['RUN-10']);
    expect(fixed.refused.map(({ reason }) => reason)).toEqual(['the file would not be right afterwards']);
  });

  it('writes nothing over a file that was changed meanwhile', async () => {
    const host = createMemoryHost({ '/work/Dockerfile': BROKEN });
    let reads = 0;
    const changing: Host = {
      ...host,
      readFile: (path) => {
        reads += 1;
        // The last reading is the one before writing.
        return reads > 2 ? Buffer.from('FROM other\n') : host.readFile(path);
      },
    };
    const fixed = await fixSources(changing, { paths: ['.'], mode: 'write' });
    expect(textOf(host, '/work/Dockerfile')).toBe(BROKEN);
    expect(fixed.files).toEqual([]);
    expect(fixed.refused.map(({ reason }) => reason)).toEqual(['the file was changed meanwhile']);
  });
});

/** Every folder of fixtures that holds input, as a world of its own. */
function fixtureFolders(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const isInput = entries.some((entry) => entry.isFile());
  return isInput
    ? [folder]
    : entries.flatMap((entry) => (entry.isDirectory() ? fixtureFolders(join(folder, entry.name)) : []));
}

function readFolder(folder: string): Record<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => existsSync(join(folder, name)) && statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [`/work/${name}`, readFileSync(join(folder, name))]));
}

describe('on every fixture', () => {
  const folders = ['fixtures/rules', 'fixtures/readers', 'fixtures/sessions', 'examples'].flatMap(fixtureFolders);

  it('what is mended is gone, no error has come, and the second time there is nothing to do', {
    timeout: 120_000,
  }, async () => {
    let count = 0;
    for (const folder of folders) {
      const host = createMemoryHost(readFolder(folder));
      const first = await fixSources(host, { paths: ['.'], mode: 'write' });
      count += mendedCodes(first).length;
      const certain = first.after.findings.filter(({ mend }) => mend?.isCertain);
      expect(certain.length, folder).toBe(first.refused.length);
      const countErrors = (findings: readonly { severity: string }[]): number =>
        findings.filter(({ severity }) => severity === 'error').length;
      expect(countErrors(first.after.findings), folder).toBeLessThanOrEqual(countErrors(first.before.findings));
      const texts = new Map(host.files);
      const second = await fixSources(host, { paths: ['.'], mode: 'write' });
      expect(second.files, folder).toEqual([]);
      expect(new Map(host.files), folder).toEqual(texts);
      expect((await checkSources(host, { paths: ['.'] })).findings, folder).toEqual(first.after.findings);
    }
    expect(count).toBeGreaterThan(12);
  });
});
