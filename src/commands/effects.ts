import { baseNameOf } from '../base/paths.js';
import type { LayerEffect, LayerEffectKind } from '../graph/node.js';
import { fixedPasswords, sshSettings } from './effects/login.js';
import { pipEffects } from './effects/pip.js';
import type { Variable } from './installs/installs.js';
import type { CommandLine } from './word.js';

/** A command of a RUN, and the file that its output goes to. */
export interface EffectCommand {
  readonly line: CommandLine;
  readonly output?: string;
}

/** What the commands of one RUN do to the image beside installing. `hasCacheMount`: what pip downloads stays outside. */
export function readEffects(
  commands: readonly EffectCommand[],
  { variable, hasCacheMount }: { readonly variable: Variable; readonly hasCacheMount: boolean },
): readonly LayerEffect[] {
  const lines = commands.map(({ line }) => line);
  return [
    ...commands.flatMap((command) => [...sshSettings(command), ...simpleEffects(command)]),
    ...fixedPasswords(lines),
    ...pipEffects(lines, variable, hasCacheMount),
  ];
}

interface SimpleEffect {
  readonly kind: LayerEffectKind;
  /** What of the command says so; undefined when it does not. */
  readonly subject: (program: string, text: string) => string | undefined;
}

const CONDA = /^(?:conda|mamba|micromamba|pixi|pyenv|asdf|rye|virtualenv)$/;
/** Installers of a Python of their own, and archives that have others than the distribution. */
const PYTHON_SOURCE =
  /miniconda|anaconda|miniforge|mambaforge|micromamba|python\.org\/ftp|python-build-standalone|deadsnakes|pyenv/i;

const SIMPLE: readonly SimpleEffect[] = [
  {
    kind: 'makes-host-keys',
    subject: (program, text) =>
      program === 'ssh-keygen' && /\s-A\b|\/etc\/ssh\/ssh_host/.test(text) ? program : undefined,
  },
  {
    kind: 'makes-host-keys',
    subject: (program, text) =>
      program === 'dpkg-reconfigure' && text.includes('openssh-server') ? program : undefined,
  },
  {
    kind: 'removes-host-keys',
    subject: (program, text) => (program === 'rm' && text.includes('ssh_host_') ? program : undefined),
  },
  {
    kind: 'brings-python',
    subject: (program, text) =>
      CONDA.test(program) || (program === 'uv' && /\s(?:sync|venv|python|run)\b/.test(text)) ? program : undefined,
  },
  {
    kind: 'brings-python',
    subject: (program, text) =>
      /^(?:wget|curl|git|add-apt-repository|bash|sh)$/.test(program) && PYTHON_SOURCE.test(text) ? program : undefined,
  },
  {
    kind: 'brings-python',
    subject: (program, text) =>
      // `ln -s /usr/bin/python3 /usr/bin/python` is the same one under another name.
      /^(?:update-alternatives|ln)$/.test(program) && /\bpython3\.\d/.test(text) ? program : undefined,
  },
  {
    kind: 'allows-system-pip',
    subject: (program, text) =>
      (/^(?:rm|mv)$/.test(program) && text.includes('EXTERNALLY-MANAGED')) || /break-system-packages/.test(text)
        ? program
        : undefined,
  },
  {
    kind: 'allows-system-pip',
    subject: (program, text) =>
      /^python[\d.]*$/.test(program) && /\s-m\s(?:venv|virtualenv)\b/.test(text) ? program : undefined,
  },
  {
    kind: 'allows-system-pip',
    subject: (program, text) => (/^(?:source|\.)$/.test(program) && text.includes('/activate') ? program : undefined),
  },
  { kind: 'compiles-cuda', subject: (program) => (program === 'nvcc' ? program : undefined) },
];

function simpleEffects({ line, output }: EffectCommand): readonly LayerEffect[] {
  const program = baseNameOf(line.words[0]?.value ?? '');
  const text = [...line.words.map(({ value }) => value), output ?? ''].join(' ').slice(0, 2000).trim();
  return SIMPLE.flatMap(({ kind, subject: read }) => {
    const subject = read(program, text);
    return subject === undefined ? [] : [{ kind, subject, place: line.place }];
  });
}
