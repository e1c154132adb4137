import type { LockedEnvironment } from '../../lock/lock.js';
import { beginsVersion } from '../../version.js';
import { type Check, type CheckName, makeCheck } from '../check.js';
import type { PythonInside } from '../inside-facts.js';

/** What can be imported, against the lock. Of an environment that is given the lock says what is wished, perhaps nothing. */
export function judgeVersions(locked: LockedEnvironment, python: PythonInside): readonly Check[] {
  if (python.version === undefined) return [makeVersion('python', locked.python, undefined, 'there is no Python')];
  const noTorch = python.failures.get('torch') ?? 'PyTorch was not read to the end';
  return [
    makeVersion('python', locked.python, python.version, ''),
    judgeTorch(locked, python, noTorch),
    judgeCuda(locked, python, noTorch),
    ...judgeCudnn(locked, python, noTorch),
    ...Object.entries(locked.companions).map(([name, version]) => {
      const missing = python.failures.get(`module.${name}`) ?? (python.isComplete ? 'it is not there' : noTorch);
      return makeVersion('library', version, python.modules.get(name), missing, name);
    }),
  ];
}

function makeVersion(
  name: CheckName,
  wished: string | undefined,
  found: string | undefined,
  missing: string,
  of?: string,
): Check {
  return makeCheck(name, {
    ...(of === undefined ? {} : { of }),
    expected: wished ?? 'any',
    measured: found ?? missing,
    ok: found === undefined ? false : wished === undefined || beginsVersion(wished, publicPart(found)),
  });
}

/** `2.7.1+cu126` → `2.7.1`; Debian's `1.13.0a0+gitunknown` → `1.13.0`, its last release before. */
function publicPart(version: string): string {
  return version.replace(/\+.*$/, '').replace(/(?<=\d)(?:a|b|rc|\.dev|\.post)\d+$/, '');
}

/** `+cu126` behind the version says which build it is; wheels of PyPI have none, and then CUDA itself tells. */
function judgeTorch({ torch, cuda }: LockedEnvironment, python: PythonInside, missing: string): Check {
  const check = makeVersion('torch', torch, python.torch, missing);
  const build = python.torch === undefined ? undefined : /\+(cpu|cu\d+)\b/.exec(python.torch)?.[1];
  if (build === undefined || cuda === undefined) return check;
  const wished = cuda === 'cpu' ? 'cpu' : `cu${cuda.replaceAll('.', '')}`;
  return { ...check, expected: `${check.expected} (${wished})`, ok: check.ok === true && build === wished };
}

function judgeCuda({ cuda }: LockedEnvironment, python: PythonInside, missing: string): Check {
  const found =
    python.cuda === undefined ? undefined : python.cuda === 'none' ? 'none: a build for the CPU' : python.cuda;
  return makeCheck('cuda', {
    expected: cuda === undefined ? 'any' : cuda === 'cpu' ? 'none: a build for the CPU' : cuda,
    measured: found ?? missing,
    ok:
      python.cuda !== undefined &&
      (cuda === undefined || (cuda === 'cpu' ? python.cuda === 'none' : beginsVersion(cuda, python.cuda))),
  });
}

/** Only where it is wished for; a build for the CPU has none. */
function judgeCudnn({ cudnn }: LockedEnvironment, python: PythonInside, missing: string): readonly Check[] {
  if (cudnn === undefined) return [];
  const found = python.cudnn === undefined || python.cudnn === 'none' ? undefined : readCudnn(python.cudnn);
  const shown = cudnn.split('.').slice(0, 3).join('.');
  const why = python.cudnn === 'none' ? 'none' : (python.failures.get('cudnn') ?? missing);
  return [makeVersion('cudnn', shown, found, why)];
}

/** `90501` → `9.5.1`; before version 9 the first number had one digit less: `8902` → `8.9.2` (cudnn_version.h). */
export function readCudnn(text: string): string | undefined {
  if (!/^\d{4,6}$/.test(text)) return undefined;
  const number = Number(text);
  const unit = number >= 10_000 ? 10_000 : 1000;
  return [Math.floor(number / unit), Math.floor((number % unit) / 100), number % 100].join('.');
}
