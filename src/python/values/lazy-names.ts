import type { Value } from './value.js';

interface Waiting {
  readonly kind: 'waiting';
  readonly make: () => Value;
  /** Set while it is made: whoever asks meanwhile finds nothing, as in a module that is half imported. */
  isMade: boolean;
  value: Value | undefined;
}

type Held = Value | Waiting;

/**
 * The names of a module of a library. Some are bound to what is imported only when somebody asks for them by `get`. Whoever goes through
 * the entries, as the journal of ways does, finds what waits as it is, and may put it back.
 */
export class LazyNames extends Map<string, Value> {
  #isLazy = false;
  /** Names that others may still write to, and what makes them do so. */
  #guards: Map<string, () => void> | undefined;

  readonly #missing: (name: string) => Value | undefined;

  /** `missing` is asked for names that are not there. */
  constructor(missing: (name: string) => Value | undefined) {
    super();
    this.#missing = missing;
  }

  /** Binds a name to what is not there yet. */
  bindLater(name: string, make: () => Value): void {
    const waiting: Waiting = { kind: 'waiting', make, isMade: false, value: undefined };
    this.#isLazy = true;
    super.set(name, waiting as unknown as Value);
  }

  /** `ask` is called before the name is read. */
  guard(name: string, ask: () => void): void {
    this.#guards ??= new Map();
    this.#guards.set(name, ask);
  }

  isWaiting(name: string): boolean {
    const held = super.get(name) as Held | undefined;
    return isWaiting(held) && held.value === undefined;
  }

  override get(name: string): Value | undefined {
    this.#guards?.get(name)?.();
    const held = super.get(name) as Held | undefined;
    if (held === undefined) return this.#missing(name);
    return this.#isLazy && isWaiting(held) ? this.#make(name, held) : (held as Value);
  }

  override has(name: string): boolean {
    if (!this.#isLazy) return super.has(name);
    const held = super.get(name) as Held | undefined;
    return held !== undefined && !(isWaiting(held) && held.isMade);
  }

  /** What fails stays waiting: it fails again for whoever asks again. */
  #make(name: string, waiting: Waiting): Value | undefined {
    if (waiting.value !== undefined || waiting.isMade) return waiting.value;
    waiting.isMade = true;
    try {
      waiting.value = waiting.make();
      // A module that was loaded for it is an attribute too, and may have its name.
      super.set(name, waiting as unknown as Value);
      return waiting.value;
    } finally {
      waiting.isMade = false;
    }
  }
}

function isWaiting(held: Held | undefined): held is Waiting {
  return typeof held === 'object' && held !== null && (held.kind as string) === 'waiting';
}
