import * as z from 'zod/mini';
import { normalizePath } from '../../base/paths.js';

/** What is wrong with a value, beyond its kind; each has a finding of its own. */
export type SpecProblem = 'value' | 'size' | 'port' | 'path' | 'name' | 'secret' | 'command' | 'host';

/** Longer than any value that means something: the longest path that Linux takes. */
const LONGEST_TEXT = 4096;

/** Invisible characters, and those that end a line or steer a terminal: nothing of a file's words may hold them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const UNSEEN_BUT_LINES = /[^\P{Cc}\n\t]|\p{Cs}/u;

interface TextShape {
  readonly problem?: SpecProblem;
  /** True where YAML may say it without quotes: the schema for editors then takes numbers too. */
  readonly isNumberLike?: boolean;
  readonly hasLines?: boolean;
  /** True for a value that passes the test and holds a secret. */
  readonly holdsSecret?: (text: string) => boolean;
}

/**
 * A text that passes a test; `expected` ends the sentence "it should be …". Numbers reach it as they are written, so that
 * `3.10` stays `3.10`.
 */
export function text(expected: string, test: (text: string) => boolean, shape: TextShape = {}): z.ZodMiniString {
  const unseen = shape.hasLines ? UNSEEN_BUT_LINES : UNSEEN;
  return z.string({ error: expected }).check(
    z.refine((value) => value.length <= LONGEST_TEXT && !unseen.test(value) && test(value), {
      error: expected,
      params: { problem: shape.problem ?? 'value' },
      abort: true,
    }),
    z.refine((value) => shape.holdsSecret?.(value) !== true, { error: expected, params: { problem: 'secret' } }),
    z.meta(shape.isNumberLike ? { isNumberLike: true } : {}),
  );
}

/** Entries of one list; more are nobody's handwriting. */
const MOST_ITEMS = 1000;

export function list<Item extends z.ZodMiniType>(expected: string, item: Item): z.ZodMiniArray<Item> {
  return z.array(item, { error: expected }).check(z.maxLength(MOST_ITEMS, { error: `at most ${MOST_ITEMS} entries` }));
}

export function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535;
}

/** A path below the folder of the spec. */
export function isInside(path: string): boolean {
  return !/^[/~]|^[A-Za-z]:|\\/.test(path) && path !== '' && !/^\.\.(?:\/|$)/.test(normalizePath(path));
}

/** Folders of the container that nothing may be mounted on, with all that is below them, or alone. */
const TAKEN = /^\/(?:proc|sys|dev|boot|run\/secrets|opt\/venv)(?:\/|$)/;
const TAKEN_ALONE = /^\/(?:bin|etc|home|lib|lib64|opt|root|run|sbin|tmp|usr|usr\/(?:bin|lib|local|local\/bin)|var)?$/;

/** Where something may be mounted inside the container. */
export function isTarget(path: string): boolean {
  if (!path.startsWith('/') || /[:,\\"]/.test(path)) return false;
  const whole = normalizePath(path);
  return !TAKEN.test(whole) && !TAKEN_ALONE.test(whole);
}

/** Sockets that command the engine, and folders whose content is the host itself. */
const HOST_ITSELF =
  /^\/(?:$|(?:boot|dev|etc|proc|root|sys)(?:\/|$)|(?:bin|home|lib|lib64|run|sbin|usr|var|var\/lib|var\/run)$)/;
const ENGINE =
  /(?:docker|podman|containerd|crio)\.sock$|^\/(?:run|var\/run|var\/lib)\/(?:docker|podman|containers|containerd)(?:\/|$)|^\/(?:var\/)?run\/user(?:\/|$)/;

export function handsOverHost(source: string): boolean {
  const whole = normalizePath(source);
  return HOST_ITSELF.test(whole) || ENGINE.test(whole) || /^~(?:\/\.(?:ssh|gnupg)(?:\/.*)?)?$/.test(whole);
}
