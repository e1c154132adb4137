import { sortedBy } from '../../base/order.js';
import { quoteYaml } from './escape.js';
import type { Lock, LockedEnvironment } from './lock.js';

/** The name of the file, beside the spec. */
export const LOCK_FILE = 'torchdock.lock';

/** Grows when an older torchdock could misunderstand a lock. */
export const LOCK_FORMAT = 1;

const HEADER = '# Written by torchdock lock; commit it. To change it, change torchdock.yaml.';

/** A lock as text: one value a line in a fixed order, so that a change of one version is a change of one line. */
export function writeLock({ specDigest, factsAsOf, environments }: Lock): string {
  const lines = [
    HEADER,
    `lock: ${LOCK_FORMAT}`,
    ...field('spec', specDigest),
    ...field('facts', factsAsOf),
    'environments:',
    ...sortedBy(Object.entries(environments), ([name]) => name).flatMap(([name, environment]) => [
      `  ${quoteYaml(name)}:`,
      ...environmentLines(environment).map((line) => `    ${line}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function environmentLines(environment: LockedEnvironment): readonly string[] {
  const { companions, driver, base, constraints } = environment;
  return [
    ...field('torch', environment.torch),
    ...field('cuda', environment.cuda),
    ...field('cudnn', environment.cudnn),
    ...field('python', environment.python),
    ...field('python_from', environment.pythonFrom),
    ...field('os', environment.os),
    ...field('index_url', environment.indexUrl),
    ...block(
      'companions',
      sortedBy(Object.entries(companions), ([name]) => name),
    ),
    ...block('driver', [
      ['minimum', driver?.minimum],
      ['toolkit', driver?.toolkit],
    ]),
    ...block('base', [
      ['reference', base.reference],
      ['digest', base.digest],
    ]),
    ...(constraints ? ['constraints:', ...constraints.map((line) => `  - ${quoteYaml(line)}`)] : []),
  ];
}

function field(key: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${key}: ${quoteYaml(value)}`];
}

/** A map below a key; nothing when it is empty. */
function block(key: string, entries: readonly (readonly [string, string | undefined])[]): readonly string[] {
  const lines = entries.flatMap(([name, value]) => field(name, value));
  return lines.length === 0 ? [] : [`${key}:`, ...lines.map((line) => `  ${line}`)];
}
