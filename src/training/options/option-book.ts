import type { Site, Value } from '../../python/values/value.js';

/** A switch of the program, as it is met while the program is gone through. */
export interface DeclaredOption {
  /** As it is typed: `--batch-size`, `train.lr`, `BATCH_SIZE`. */
  readonly name: string;
  readonly value: Value;
  readonly isGiven: boolean;
  readonly source: OptionSource;
  readonly site: Site | undefined;
}

export type OptionSource = 'command-line' | 'file' | 'constant' | 'environment';

/** What is known of the switches of a program beside the values that it reads: who holds them, and where they are said. */
export interface OptionBook {
  /** By the name under which reads of it are noted: the attribute for switches, `train.lr` for what stands in files. */
  readonly declared: ReadonlyMap<string, DeclaredOption>;
  declare(key: string, option: DeclaredOption): void;
  /** `holder.name` or `holder[name]` is the switch `key`, which is said at `site`. */
  hold(holder: Value, name: string, key: string, site?: Site): void;
  /** The switch that is read there; undefined for other things. */
  heldAt(holder: Value, name: string): HeldSwitch | undefined;
  /**
   * Where the part of a configuration stands for which a framework works now: what it calls has its place there. Undefined where
   * a program asks for it.
   */
  standing: Site | undefined;
  /** Where that is when no part of the configuration says it: only for one that nobody but we reads. */
  start: Site | undefined;
}

export interface HeldSwitch {
  readonly key: string;
  readonly site: Site | undefined;
}

export function createOptionBook(): OptionBook {
  const declared = new Map<string, DeclaredOption>();
  const held = new WeakMap<object, Map<string, HeldSwitch>>();
  return {
    standing: undefined,
    start: undefined,
    declared,
    declare: (key, option) => {
      declared.set(key, option);
    },
    hold: (holder, name, key, site) => {
      if (typeof holder !== 'object' || holder === null) return;
      const own = held.get(holder) ?? new Map<string, HeldSwitch>();
      own.set(name, { key, site });
      held.set(holder, own);
    },
    heldAt: (holder, name) => (typeof holder === 'object' && holder !== null ? held.get(holder)?.get(name) : undefined),
  };
}
