import { lockFindings } from '../../findings/catalog/lock.js';
import type { Finding } from '../../findings/finding.js';
import type { Facts } from '../facts/facts.js';
import { type EnvironmentRequest, readRequest } from '../resolver/request.js';
import type { Choice, Resolution } from '../resolver/resolution.js';
import { resolveEnvironment } from '../resolver/resolve.js';
import type { Spec } from '../spec/spec.js';
import { compareVersions } from '../version.js';
import { acceleratorOf } from './accelerator.js';
import { digestSpec } from './digest-spec.js';
import type { Lock, LockedEnvironment } from './lock.js';
import { lockChoice, lockGiven } from './lock-environment.js';
import { readWishes, type Wish } from './read-wishes.js';

export type MadeLock =
  | { readonly kind: 'locked'; readonly lock: Lock; readonly findings: readonly Finding[] }
  /** Nothing fits for one of the accelerators; `auto` is the one that nobody named. */
  | {
      readonly kind: 'conflict';
      readonly accelerator: string;
      readonly request: EnvironmentRequest;
      readonly resolution: Resolution;
    }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Resolves a spec for the accelerator that is chosen by itself and for each that it names. Nothing is looked up anywhere. */
export function makeLock(spec: Spec, facts: Facts): MadeLock {
  // 1. Nothing to resolve when the base or the system brings PyTorch.
  if (spec.installer === 'none') return makeGivenLock(spec, facts);
  // 2. What is wished for, one request an accelerator.
  const read = readWishes(spec, facts);
  if (read.kind === 'refused') return read;
  // 3. What fits, of one PyTorch and one Python as far as that can be.
  const resolved = resolveTogether(read.wishes, facts);
  if (resolved.kind === 'conflict') return resolved;
  const environments = resolved.choices.map((choice): [string, LockedEnvironment] => [
    acceleratorOf(choice.cuda),
    lockChoice(choice, spec, facts),
  ]);
  return {
    kind: 'locked',
    lock: closeLock(spec, facts, environments),
    findings: [...reportDifferences(resolved.choices, spec), ...reportUnknownCompanions(resolved.choices, spec)],
  };
}

function makeGivenLock(spec: Spec, facts: Facts): MadeLock {
  if (spec.base === undefined)
    return { kind: 'refused', findings: [lockFindings.noBase({}, spec.places['installer'])] };
  return { kind: 'locked', lock: closeLock(spec, facts, [['given', lockGiven(spec, spec.base)]]), findings: [] };
}

function closeLock(spec: Spec, facts: Facts, environments: readonly [string, LockedEnvironment][]): Lock {
  const inOrder = environments.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { specDigest: digestSpec(spec), factsAsOf: facts.asOf, environments: Object.fromEntries(inOrder) };
}

type Together =
  | { readonly kind: 'choices'; readonly choices: readonly Choice[] }
  | Extract<MadeLock, { readonly kind: 'conflict' }>;

/**
 * Each accelerator by itself first. When their PyTorch differs, the newest of these releases that fits them all takes its
 * place, and then the same for Python, so that a laptop and a server run the same code.
 */
function resolveTogether(wishes: readonly Wish[], facts: Facts): Together {
  const alone = resolveAll(wishes, facts);
  if (alone.kind === 'conflict') return alone;
  const sameTorch = agreeOn('torch', wishes, alone.choices, facts);
  const samePython = agreeOn('python', sameTorch.wishes, sameTorch.choices, facts);
  return { kind: 'choices', choices: samePython.choices };
}

function resolveAll(wishes: readonly Wish[], facts: Facts): Together {
  const choices: Choice[] = [];
  for (const { accelerator = 'auto', request } of wishes) {
    const resolution = resolveEnvironment(request, facts);
    if (!resolution.choice) return { kind: 'conflict', accelerator, request, resolution };
    choices.push(resolution.choice);
  }
  return { kind: 'choices', choices };
}

interface Agreement {
  readonly wishes: readonly Wish[];
  readonly choices: readonly Choice[];
}

function agreeOn(
  part: 'torch' | 'python',
  wishes: readonly Wish[],
  choices: readonly Choice[],
  facts: Facts,
): Agreement {
  const versions = [...new Set(choices.map((choice) => choice[part]))].sort(compareVersions).reverse();
  if (versions.length < 2) return { wishes, choices };
  for (const version of versions) {
    const narrowed = wishes.map((wish) => narrowWish(wish, part, version, facts));
    const together = resolveAll(narrowed, facts);
    if (together.kind === 'choices') return { wishes: narrowed, choices: together.choices };
  }
  return { wishes, choices };
}

function narrowWish(wish: Wish, part: 'torch' | 'python', version: string, facts: Facts): Wish {
  const words = { ...wish.words, [part]: version };
  const read = readRequest(words, facts);
  return read.kind === 'request' ? { ...wish, words, request: read.request } : wish;
}

function reportDifferences(choices: readonly Choice[], { places }: Spec): readonly Finding[] {
  const versions = [...new Set(choices.map(({ torch }) => torch))];
  if (versions.length < 2) return [];
  const all = choices.map(({ torch, cuda }) => `${torch} for ${acceleratorOf(cuda)}`);
  return [lockFindings.differentTorch({ all }, places['accelerators'])];
}

function reportUnknownCompanions(choices: readonly Choice[], { places }: Spec): readonly Finding[] {
  return choices.flatMap(({ companions, torch, cuda }) =>
    Object.entries(companions)
      .filter(([, version]) => version === undefined)
      .map(([name]) =>
        lockFindings.unknownCompanion({ name, torch, accelerator: acceleratorOf(cuda) }, places['with']),
      ),
  );
}
