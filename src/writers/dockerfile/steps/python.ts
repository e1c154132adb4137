import { quoteWordOnLine } from '../../../base/shell/escape.js';
import type { ImageStep } from '../../../environment/plan/plan.js';
import type { Installing } from '../installing.js';
import { type RunCommand, withComment, writeRun } from '../run-instruction.js';

type Python = Extract<ImageStep, { readonly kind: 'python' }>;

/** Where uv itself lives, and the Pythons that it brings; outside of what it installs into. */
export const UV = '/opt/uv';
export const UV_PYTHONS = '/opt/python';
const UV_CACHE = { target: '/root/.cache/uv', isLocked: false };

export function writePython(step: Python, installing: Installing): string[] {
  const path = quoteWordOnLine(step.path);
  const comment = ["A virtual environment: the system's own Python packages stay as they are (PEP 668)."];
  if (step.uv === undefined) return [withComment(comment, writeRun([], [{ line: `python3 -m venv ${path}` }]))];
  return [
    withComment(
      ['uv installs Python packages, and brings the Python that the system has not.'],
      writeRun([{ target: '/root/.cache/pip', isLocked: false }], getUv(step.uv, installing)),
    ),
    withComment(comment, writeRun([UV_CACHE], [makeEnvironment(step, path)])),
  ];
}

function getUv(requirement: string, { packageIndex }: Installing): readonly RunCommand[] {
  return [
    { line: `python3 -m venv ${UV}` },
    {
      line: `${UV}/bin/pip install --cache-dir /root/.cache/pip`,
      more: [...indexWords(packageIndex), quoteWordOnLine(requirement)],
    },
  ];
}

function makeEnvironment({ from, version }: Python, path: string): RunCommand {
  const python = from === 'uv' && version !== undefined ? quoteWordOnLine(version) : '"$(command -v python3)"';
  const variables = from === 'uv' ? `UV_PYTHON_INSTALL_DIR=${UV_PYTHONS} ` : '';
  return { line: `${variables}${UV}/bin/uv venv --seed --cache-dir ${UV_CACHE.target} --python ${python} ${path}` };
}

/** A plain-text index is used only where its host is named as trusted. */
export function indexWords(url: string | undefined): readonly string[] {
  if (url === undefined) return [];
  const host = /^http:\/\/(?:[^@/]*@)?([^/]+)/.exec(url)?.[1];
  return [
    `--index-url ${quoteWordOnLine(url)}`,
    ...(host === undefined ? [] : [`--trusted-host ${quoteWordOnLine(host)}`]),
  ];
}
