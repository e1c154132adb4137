import type { Companion } from '../facts/facts.js';

/** `torchdock.lock`: the resolution pinned, committed to git. One lock serves several accelerators. */
export interface Lock {
  /** Digest of what the spec says about versions, packages, base and mirrors: another one means that the lock is stale. */
  readonly specDigest: string;
  /** The day of the facts that it was resolved by. */
  readonly factsAsOf: string;
  /** By accelerator (`cpu`, `cu126`), in the order of their names; `given` when the base or the system brings PyTorch. */
  readonly environments: Readonly<Record<string, LockedEnvironment>>;
}

/** One environment, exact. Of one that is given it says what is wished, which may be partial: `2.7`. */
export interface LockedEnvironment {
  readonly torch?: string;
  /** `12.6`, or `cpu`. */
  readonly cuda?: string;
  readonly cudnn?: string;
  readonly python?: string;
  readonly os?: string;
  readonly indexUrl?: string;
  readonly companions: Readonly<Partial<Record<Companion, string>>>;
  readonly driver?: { readonly minimum?: string; readonly toolkit?: string };
  readonly base: LockedImage;
  /**
   * Where Python comes from: an official image of PyTorch, with torch in it; the base's own `python3`; from elsewhere, by
   * uv. `given` when torchdock does not care.
   */
  readonly pythonFrom: 'image' | 'system' | 'elsewhere' | 'given';
  /** Exact versions of every Python package of an image that was built: constraints of the next build. */
  readonly constraints?: readonly string[];
}

export interface LockedImage {
  /** With its tag, without a digest. */
  readonly reference: string;
  /** `sha256:…`; absent when no registry or engine could be asked. */
  readonly digest?: string;
}
