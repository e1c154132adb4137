import { parseImageReference } from '../../graph/image-reference.js';
import type { Companion, Facts } from '../facts/facts.js';
import type { Choice } from '../resolver/resolution.js';
import type { Spec } from '../spec/spec.js';
import { describeBase } from './describe-base.js';
import type { LockedEnvironment, LockedImage } from './lock.js';

/** What is chosen, as a lock holds it. A base of the spec takes the place of the chosen one. */
export function lockChoice(choice: Choice, spec: Spec, facts: Facts): LockedEnvironment {
  const text = spec.base ?? choice.base;
  const base = describeBase(text, facts);
  const isOfficial =
    base.official?.torch === choice.torch && base.official.cuda === choice.cuda && base.python === choice.python;
  const python = base.python ?? base.system?.python;
  const os = spec.base === undefined ? choice.os : (spec.versions.os ?? base.system?.name);
  const companions = Object.entries(choice.companions).filter((entry): entry is [Companion, string] => !!entry[1]);
  const { minimum, toolkit } = choice.driver ?? {};
  return {
    torch: choice.torch,
    cuda: choice.cuda,
    ...(choice.cudnn === undefined ? {} : { cudnn: choice.cudnn }),
    python: choice.python,
    ...(os === undefined ? {} : { os }),
    indexUrl: choice.indexUrl,
    companions: Object.fromEntries(companions),
    ...(choice.driver
      ? { driver: { ...(minimum === undefined ? {} : { minimum }), ...(toolkit === undefined ? {} : { toolkit }) } }
      : {}),
    base: lockImage(spec.base ?? qualify(choice.base)),
    pythonFrom: isOfficial ? 'image' : python === choice.python ? 'system' : 'elsewhere',
  };
}

/** What the base or the system packages bring: only what is wished of it is known. */
export function lockGiven({ versions }: Spec, base: string): LockedEnvironment {
  const { torch, cuda, cudnn, python, os } = versions;
  const wished = Object.entries({ torch, cuda, cudnn, python, os }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(wished), companions: {}, base: lockImage(base), pythonFrom: 'given' };
}

/**
 * The registry is named: Podman knows none for a short name until somebody tells it. A single word stays as the user wrote
 * it, for it may be an image of this machine alone.
 */
function lockImage(text: string): LockedImage {
  const { digest } = parseImageReference(text);
  const reference = text.includes('/') ? qualify(text) : (text.trim().split('@', 1)[0] ?? '');
  return { reference, ...(digest === undefined ? {} : { digest }) };
}

/** `ubuntu:24.04` → `docker.io/library/ubuntu:24.04`. */
function qualify(text: string): string {
  const { registry, repository, tag } = parseImageReference(text);
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}`;
}
