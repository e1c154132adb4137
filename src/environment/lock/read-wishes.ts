import { lockFindings } from '../../findings/catalog/lock.js';
import type { Finding } from '../../findings/finding.js';
import type { Facts } from '../facts/facts.js';
import { type EnvironmentRequest, type RequestWords, readRequest } from '../resolver/request.js';
import type { Spec } from '../spec/spec.js';
import { acceleratorOf, cudaOf } from './accelerator.js';
import { type BaseDescription, describeBase } from './describe-base.js';

/** One environment that the lock is to hold. */
export interface Wish {
  /** `cpu`, `cu126`; undefined for the one that nobody named. */
  readonly accelerator: string | undefined;
  readonly words: RequestWords;
  readonly request: EnvironmentRequest;
}

export type ReadWishes =
  | { readonly kind: 'wishes'; readonly wishes: readonly Wish[] }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/**
 * What a spec wishes for, one environment an accelerator. The first is the one of `cuda`; without it the first build with
 * CUDA that the list names; without that, whatever fits best.
 */
export function readWishes(spec: Spec, facts: Facts): ReadWishes {
  const base = spec.base === undefined ? undefined : describeBase(spec.base, facts);
  const wishes: Wish[] = [];
  for (const accelerator of listAccelerators(spec, base)) {
    const words = wordsFor(accelerator, spec, base);
    const read = readRequest(words, facts);
    if (read.kind === 'mistyped') return { kind: 'refused', findings: [sayMistyped(read.message, read.hint, spec)] };
    wishes.push({ accelerator, words, request: read.request });
  }
  return { kind: 'wishes', wishes };
}

function listAccelerators(spec: Spec, base: BaseDescription | undefined): readonly (string | undefined)[] {
  const named = spec.accelerators.map((name) => acceleratorOf(cudaOf(name.trim().toLowerCase())));
  const { cuda = base?.official?.cuda } = spec.versions;
  if (cuda !== undefined) return [...new Set([acceleratorOf(cudaOf(cuda.trim().toLowerCase())), ...named])];
  const first = named.find((name) => name !== 'cpu');
  return [...new Set([first, ...named])];
}

/** The words of the spec for one accelerator; what the base is known to hold is wished for where the spec says nothing. */
function wordsFor(accelerator: string | undefined, spec: Spec, base: BaseDescription | undefined): RequestWords {
  const { gpu, driver, cudnn, ...versions } = spec.versions;
  const isCpu = accelerator === 'cpu';
  const isOfficial = base?.official !== undefined && acceleratorOf(base.official.cuda) === accelerator;
  const words: RequestWords = {
    ...versions,
    // A build for the CPU needs no GPU: the same spec serves a laptop and a server.
    ...(isCpu ? {} : { gpu, driver, cudnn }),
    cuda: accelerator === undefined ? undefined : cudaOf(accelerator),
    torch: versions.torch ?? base?.official?.torch,
    os: versions.os ?? base?.system?.name,
    python: versions.python ?? (isOfficial || !base?.official ? base?.python : undefined),
  };
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
}

function sayMistyped(message: string, hint: string | undefined, { places }: Spec): Finding {
  const word = /option '--(\w+)'/.exec(message)?.[1] ?? '';
  const problem = message.replace(/option '--(\w+)'/, '$1');
  return lockFindings.mistypedVersion({ problem, hint }, places[word] ?? places['versions']);
}
