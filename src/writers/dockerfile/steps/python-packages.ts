import { quoteWordOnLine } from '../../../base/shell/escape.js';
import type { ImageStep } from '../../../environment/plan/plan.js';
import { copyPaths } from '../escape.js';
import { type Installing, installsTorch } from '../installing.js';
import { withComment, writeRun } from '../run-instruction.js';
import { indexWords, UV } from './python.js';

type PythonPackages = Extract<ImageStep, { readonly kind: 'python-packages' }>;

/** Files that say what to install, kept in the image: they tell what is in it. */
const FILES = '/opt/torchdock';

export function writePythonPackages(step: PythonPackages, installing: Installing): string[] {
  const { requirements, requirementFiles, constraints } = step;
  if (requirements.length === 0 && requirementFiles.length === 0) return [];
  // The whole folder of a requirement file: it may include others.
  const sources = [...requirementFiles.map(topOf), ...(constraints === undefined ? [] : [constraints])];
  const copies = [...new Set(sources)].map((path) => `COPY ${copyPaths(path, `${FILES}/${path}`)}`).join('\n');
  const tool = chooseTool(step, installing);
  const run = writeRun(
    [{ target: tool.cache, isLocked: false }],
    [
      {
        line: tool.line,
        more: [
          ...(tool.isUv && step.indexUrl !== undefined
            ? [`--index-url ${quoteWordOnLine(step.indexUrl)}`]
            : indexWords(step.indexUrl)),
          ...(constraints === undefined ? [] : [`--constraint ${quoteWordOnLine(`${FILES}/${constraints}`)}`]),
          ...requirementFiles.map((file) => `--requirement ${quoteWordOnLine(`${FILES}/${file}`)}`),
          ...requirements.map(quoteWordOnLine),
        ],
      },
    ],
  );
  return [...(copies === '' ? [] : [copies]), withComment([describe(step)], run)];
}

function topOf(path: string): string {
  return path.split('/', 1)[0] ?? path;
}

interface Tool {
  readonly line: string;
  readonly cache: string;
  readonly isUv: boolean;
}

function chooseTool({ installer }: PythonPackages, { environment, usesUv }: Installing): Tool {
  if (installer === 'uv' && usesUv && environment !== undefined) {
    const cache = '/root/.cache/uv';
    const python = quoteWordOnLine(`${environment}/bin/python`);
    // The cache is another file system than the image: a link between them is not possible.
    const line = `${UV}/bin/uv pip install --python ${python} --link-mode copy --cache-dir ${cache}`;
    return { line, cache, isUv: true };
  }
  const cache = '/root/.cache/pip';
  const python = environment === undefined ? 'python3' : quoteWordOnLine(`${environment}/bin/python`);
  return { line: `${python} -m pip install --cache-dir ${cache}`, cache, isUv: false };
}

function describe({ requirements, compiles }: PythonPackages): string {
  if (installsTorch(requirements))
    return 'PyTorch has a layer of its own: it is the largest, and changes least of all.';
  return compiles
    ? 'Packages of Python; those without a wheel are compiled here.'
    : 'Packages of Python. What is downloaded is kept beside the image, for the next build.';
}
