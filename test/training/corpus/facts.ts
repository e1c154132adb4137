import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { SourceProvider } from '../../../src/python/interpreter.js';
import { buildPipeline } from '../../../src/training/build-pipeline.js';
import { followScript } from '../../../src/training/follow-script.js';
import type { Loop, Phase, Pipeline, PipelineStyle, Role } from '../../../src/training/pipeline.js';

export const CORPUS = 'fixtures/pipeline';

/** What must be found in a script: written by hand, from reading the script. See `fixtures/pipeline/README.md`. */
export interface Facts {
  readonly about: string;
  /** `train.py` when it is not said. */
  readonly script?: string;
  readonly arguments?: readonly string[];
  readonly style?: PipelineStyle;
  readonly elements: readonly ElementFact[];
  readonly loops?: readonly LoopFact[];
  /** `optimizer > optimizer-step`: from and to are roles, `role Title`, or what an element fact is called by `as`. */
  readonly flows?: readonly string[];
  /** Of these roles nothing else may appear. */
  readonly complete?: readonly Role[];
}

export interface ElementFact {
  readonly role: Role;
  readonly title?: string;
  readonly as?: string;
  /** A piece of the line at which the element is. */
  readonly at?: string;
  readonly settings?: Readonly<Record<string, SettingFact>>;
  /** Texts of settings, by whatever name. */
  readonly says?: readonly string[];
  /** Text of a condition, and whether it holds; null: nobody knows; "any": not asked. */
  readonly conditions?: Readonly<Record<string, boolean | null | 'any'>>;
  readonly phase?: Phase;
  readonly loop?: Loop['kind'];
  readonly parts?: readonly string[];
  /** Settings of the parts, one after the other; of a part that is not told of `{}`. */
  readonly partSettings?: readonly Readonly<Record<string, SettingFact>>[];
  /** Keys of what is saved or read; `file`: its path. */
  readonly contents?: readonly string[];
  /** False: there may be more in the file than that, and it is said. */
  readonly isWhole?: boolean;
  readonly file?: SettingFact;
  /** The element as a whole is said to be unknown. */
  readonly isUnknown?: boolean;
  /** At least that many parameters of the model are known. */
  readonly parameters?: number;
}

/** A text: known, and shown so. */
export type SettingFact =
  | string
  | { readonly text: string; readonly origin: string }
  | { readonly oneOf: readonly string[] }
  /** Not known, and shown by this piece of the source. */
  | { readonly unknown: string };

export interface LoopFact {
  readonly kind: Loop['kind'];
  readonly count?: SettingFact | null;
  /** Role and title, or `as`, of what it goes over. */
  readonly over?: string;
  readonly parent?: Loop['kind'];
  readonly conditions?: Readonly<Record<string, boolean | null | 'any'>>;
}

export function namesOfCorpus(): readonly string[] {
  return readdirSync(CORPUS).filter((name) => existsSync(`${CORPUS}/${name}/facts.json`));
}

export function readFacts(name: string): Facts {
  return JSON.parse(readFileSync(`${CORPUS}/${name}/facts.json`, 'utf8')) as Facts;
}

/** Files of one script alone, some of them with other texts; nothing above its folder is seen. */
export function sourcesOf(name: string, changed: ReadonlyMap<string, string> = new Map()): SourceProvider {
  const folder = `${CORPUS}/${name}`;
  const isInside = (path: string): boolean => path === folder || path.startsWith(`${folder}/`);
  return {
    read: (given) => {
      const path = posix.normalize(given);
      if (!isInside(path)) return undefined;
      return changed.get(path) ?? (isFile(path) ? readFileSync(path, 'utf8') : undefined);
    },
    isFolder: (given) => {
      const path = posix.normalize(given);
      return isInside(path) && existsSync(path) && statSync(path).isDirectory();
    },
  };
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

export function followFixture(name: string, facts: Facts, sources: SourceProvider = sourcesOf(name)): Pipeline {
  const { program, recorder } = followScript({
    sources,
    roots: [`${CORPUS}/${name}`],
    path: `${CORPUS}/${name}/${facts.script ?? 'train.py'}`,
    arguments: facts.arguments,
  });
  return buildPipeline(program, recorder);
}
