import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesNaming, NAMES } from './hostile-names.js';
import { PAGES } from './hostile-pages.js';

/** How many folders `names/0`, `names/1`, … there are. */
export const NAME_FOLDERS = 4;

/** Files that are what their names say, so that something is left to draw beside the others. */
const SOUND: Readonly<Record<string, string>> = {
  'sound/Dockerfile':
    'FROM pytorch/pytorch:2.7.0-cuda12.6-cudnn9-runtime\nRUN pip install jupyterlab\nCMD ["jupyter", "lab"]\n',
  'sound/compose.yaml': 'services:\n  lab:\n    build: .\n    ports: ["8888:8888"]\n    volumes: ["./data:/data"]\n',
};

/** The beginning of each kind of file, in the middle of something. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  Dockerfile: 'FROM a\nRUN ',
  'compose.yaml': 'services:\n  a:\n    image: ',
  '.devcontainer/devcontainer.json': '{"image": "',
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: ',
  'requirements.txt': 'torch==',
  'pyproject.toml': '[project]\nname = "',
  'environment.yml': 'dependencies:\n  - ',
  'run.sh': 'docker run ',
  'README.md': '```bash\ndocker run ',
  'job.slurm': '#!/bin/bash\n#SBATCH --job-name=',
  Makefile: 'run:\n\tdocker run ',
};

type Content = string | Uint8Array;
type Put = (path: string, content: Content) => void;

/** What may follow a beginning. */
const ENDINGS: Readonly<Record<string, (beginning: string) => Content>> = {
  cut: (beginning) => beginning,
  nul: (beginning) => `${beginning}\0`,
  utf16: (beginning) => Buffer.from(`\ufeff${beginning}x`, 'utf16le'),
  bytes: (beginning) => Buffer.concat([Buffer.from(beginning), Buffer.from([0xe9, 0xff, 0xed, 0xa0, 0x80])]),
  bom: (beginning) => `\ufeff${beginning.replaceAll('\n', '\r\n')}`,
  brackets: (beginning) => beginning + '[{($('.repeat(2000),
  line: (beginning) => beginning + 'x '.repeat(20_000),
  lines: (beginning) => beginning + ' - a: b\n'.repeat(1000),
};

export const ENDING_NAMES = Object.keys(ENDINGS);

/** `broken/ENDING/…`, `special/`, `bombs/`, `names/N/`, `pages/`, `many/`; with `sound/` in those that are to be drawn. */
export function growHostileTree(root: string): void {
  const put: Put = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const putSound = (folder: string): void => {
    for (const [path, content] of Object.entries(SOUND)) put(`${folder}/${path}`, content);
  };
  for (const [name, end] of Object.entries(ENDINGS)) {
    for (const [path, beginning] of Object.entries(BEGINNINGS)) put(`broken/${name}/${path}`, end(beginning));
    putSound(`broken/${name}`);
  }
  putSpecial(root, put);
  putSound('special');
  putBombs(put);
  putSound('bombs');
  for (const [at, name] of NAMES.entries()) {
    const folder = `names/${at % NAME_FOLDERS}/n${at}`;
    for (const [path, content] of Object.entries(filesNaming(name))) put(`${folder}/${path}`, content);
  }
  for (const [name, text] of Object.entries(PAGES)) put(`pages/${name}.md`, text);
  put('pages/Dockerfile', SOUND['sound/Dockerfile'] ?? '');
  putMany(put);
}

/** Not files at all, and links to everywhere. */
function putSpecial(root: string, put: Put): void {
  const folder = join(root, 'special');
  mkdirSync(join(folder, 'Dockerfile.folder'), { recursive: true });
  for (const name of ['Dockerfile', 'compose.yaml', 'README.md', 'pipe']) execFileSync('mkfifo', [join(folder, name)]);
  const links = {
    'Dockerfile.zero': '/dev/zero',
    'Dockerfile.out': '/etc/passwd',
    'Dockerfile.self': 'Dockerfile.self',
    loop: '.',
    up: '..',
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
  put('special/a b/"<x>\n\u001b[31m]/Dockerfile', 'FROM a\nBROKEN\n');
  put('special/back\\slash/Dockerfile', 'FROM a\n');
  put(
    'special/reaching/compose.yaml',
    [
      'include: [/dev/zero, ../pipe, ../../../../../../../../etc/passwd]',
      'services:',
      '  a: {build: {context: /etc, dockerfile: /dev/zero}, env_file: [/dev/zero, ../pipe, ""]}',
      '  b: {extends: {file: ../pipe, service: x}, build: {context: .., dockerfile: pipe}}',
      '  c: {image: "a\\0b", env_file: "a\\0b"}',
    ].join('\n'),
  );
  put('special/reaching/requirements.txt', '-r /dev/zero\n-r ../pipe\n-r requirements.txt\n-r .\n');
  put('special/reaching/run.sh', 'docker run --env-file ../pipe a\ndocker build -f /dev/zero .\n. ./run.sh\n');
}

/** Small texts that mean very much. */
function putBombs(put: Put): void {
  const levels = Array.from(
    { length: 12 },
    (_, at) => `a${at}: &a${at} [${Array(9).fill(at === 0 ? 'x' : `*a${at - 1}`)}]`,
  );
  const bomb = `${levels.join('\n')}\n`;
  put('bombs/compose.yaml', `${bomb}services:\n  a: {image: x, command: *a11, ports: *a11, volumes: *a11}\n`);
  put('bombs/pod.yaml', `${bomb}apiVersion: v1\nkind: Pod\nspec: {containers: *a11}\n`);
  put(
    'bombs/cycle/compose.yaml',
    'include: compose.yaml\nservices: &s\n  a: *s\n  b: {extends: c}\n  c: {extends: {service: b}}\n',
  );
  put('bombs/cycle/Dockerfile', 'FROM b AS a\nFROM a AS b\nCOPY --from=9999999999 x y\nARG A=${A}\nFROM $A\n');
  put('bombs/deep/compose.yaml', `services: ${'['.repeat(20_000)}\n`);
  put('bombs/deep/pyproject.toml', `${'a.'.repeat(20_000)}b = ${'['.repeat(20_000)}\n`);
  put('bombs/deep/run.sh', `docker run ${'$('.repeat(20_000)}\n`);
  put('bombs/deep/README.md', `${'> '.repeat(20_000)}docker run a\n\n${'- '.repeat(20_000)}docker\n`);
}

/** More than a picture can hold. */
function putMany(put: Put): void {
  const services = Array.from({ length: 500 }, (_, at) => `  s${at}: {image: x, ports: ["${at + 1}:1"]}\n`);
  put('many/compose.yaml', `services:\n${services.join('')}  all: {image: x, ports: ["1-65535:1-65535"]}\n`);
  put(
    'many/Dockerfile',
    Array.from({ length: 400 }, (_, at) => `FROM a AS s${at}\nCOPY --from=${Math.max(0, at - 1)} a b\n`).join(''),
  );
}
