import type { Place } from '../base/text.js';
import type { Bound } from '../models/model.js';

/**
 * How a script trains, as far as it follows from its text: pure data, all that the picture, the checks and `draw --to json` need.
 *
 *     Program (what was called) → elements and their settings → loops, phases and flows → Pipeline → graph, diagram, findings
 */
export interface Pipeline {
  /** `train.py` */
  readonly name: string;
  readonly place: Place;
  /** How the training loop is written. */
  readonly style: PipelineStyle;
  /** The command line it was followed for; absent when nobody said one. */
  readonly command?: { readonly arguments: readonly string[]; readonly place?: Place };
  /** The switches that the script takes, in the order in which it names them. */
  readonly options: readonly Option[];
  /** In the order in which they are met. */
  readonly elements: readonly Element[];
  /** Parents before children. */
  readonly loops: readonly Loop[];
  readonly flows: readonly Flow[];
  /** What could not be followed, the first reasons first. */
  readonly unknown: readonly UnknownStep[];
}

export type PipelineStyle =
  | 'plain'
  | 'lightning'
  | 'fabric'
  | 'transformers'
  | 'accelerate'
  | 'ignite'
  | 'ultralytics'
  | 'mmengine'
  | 'torchtitan'
  | 'detectron2'
  | 'unknown';

export const ROLES = [
  // where the data come from
  'dataset',
  'transforms',
  'sampler',
  'collate',
  'loader',
  // what is trained, and where
  'model',
  'freeze',
  'device',
  'transfer',
  'compile',
  'precision',
  'parallel',
  // a step
  'loss',
  'scaler',
  'backward',
  'accumulation',
  'clip',
  'optimizer',
  'optimizer-step',
  'zero-grad',
  'scheduler',
  'scheduler-step',
  'ema',
  // around it
  'evaluation',
  'metric',
  'logging',
  'save',
  'resume',
  'export',
  'seed',
  'profiler',
] as const;

export type Role = (typeof ROLES)[number];

/** One thing of the training: the optimizer, the call of `backward`, the file that is saved. */
export interface Element {
  /** Stable: `optimizer`, `loader:train`, `loader:val`; the same script gives the same ids. */
  readonly id: string;
  readonly role: Role;
  /** As the script calls it: `AdamW`, `DataLoader`, `CIFAR10`, `ResNet`. */
  readonly title: string;
  /** `torch.optim.AdamW`; absent when it is not of a library. */
  readonly path?: string;
  readonly place: Place;
  /** Further places of the same thing: a second call of `zero_grad`. */
  readonly places: readonly Place[];
  readonly settings: readonly Setting[];
  /** What must hold for it to happen; empty: it always does. */
  readonly conditions: readonly Condition[];
  /** The innermost loop that it runs in. */
  readonly loop?: string;
  readonly phase: Phase;
  /** What makes it up, in order: the transforms of a `Compose`, the groups of an optimizer. Each with its own settings. */
  readonly parts: readonly Part[];
  /** Of a model: what a `model` view of it is asked with, and its size when it is known. */
  readonly model?: ModelReference;
  /** Of files written or read: the path as far as it is known, and what is in it. */
  readonly file?: FileReference;
  /** Why hardly anything is known of it. */
  readonly unknown?: string;
}

export type Phase = 'setup' | 'training' | 'evaluation' | 'end';

export interface Part {
  readonly title: string;
  readonly path?: string;
  readonly place?: Place;
  readonly settings: readonly Setting[];
  readonly conditions: readonly Condition[];
}

/** `lr = 0.1`, and who says so. */
export interface Setting {
  /** By its name in the library's signature: `batch_size`, also when it was given by position. */
  readonly name: string;
  readonly value: SettingValue;
  /** Where the value is written: the argument of the call, or the default of the option that it comes from. */
  readonly place?: Place;
  readonly origin: SettingOrigin;
}

export type SettingValue =
  | { readonly kind: 'known'; readonly value: Plain /** For people: `0.1`, `(0.9, 0.999)`. */; readonly text: string }
  /** One of several, by what is not known: the device with and without a GPU. */
  | { readonly kind: 'one-of'; readonly texts: readonly string[] }
  /** Shown by its text in the source. */
  | { readonly kind: 'unknown'; readonly text: string; readonly reason: string };

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

export type SettingOrigin =
  /** Written in the call. */
  | { readonly kind: 'written' }
  /** The library's own, as nobody says otherwise; only for those that matter (`shuffle`, `num_workers`). */
  | { readonly kind: 'library-default' }
  /** The default of a switch of the script. */
  | { readonly kind: 'default'; readonly option: string }
  /** A switch, as the command line gives it. */
  | { readonly kind: 'given'; readonly option: string }
  /** A configuration file, a constant of the script: where it is said. */
  | { readonly kind: 'setting'; readonly name: string };

/** `--batch-size`, `cfg.train.lr`: a switch of the script. */
export interface Option {
  readonly name: string;
  readonly value: SettingValue;
  readonly isGiven: boolean;
  /** Where it is said when no command line says it; absent for switches of the command line. */
  readonly source?: 'file' | 'constant' | 'environment';
  readonly place?: Place;
}

export interface Condition {
  /** As it is written: `args.amp`, `torch.cuda.is_available()`; with `not` in front when the other way is meant. */
  readonly text: string;
  /** False: by the defaults (or the command line) it does not happen. Undefined: not known. */
  readonly holds: boolean | undefined;
  readonly place: Place;
}

export interface Loop {
  readonly id: string;
  /** `accumulation`: goes backward; the optimizer steps in the loop around it, which is the `step`. */
  readonly kind: 'epoch' | 'step' | 'accumulation' | 'evaluation' | 'other';
  readonly parent?: string;
  readonly place: Place;
  /** `90` for `range(90)`; absent when it is not known or not a count. */
  readonly count?: SettingValue;
  /** The loader it goes over. */
  readonly over?: string;
  readonly conditions: readonly Condition[];
}

/** From one element to another. `data`: what the one gives the other takes. `update`: the one changes the other. `uses`: one is made of the other. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly kind: 'data' | 'update' | 'uses';
}

export interface ModelReference {
  /** What `torchdock model FILE:EXPRESSION` takes. */
  readonly file?: string;
  readonly expression: string;
  /** Undefined when it is not known. */
  readonly parameters?: {
    readonly total: number;
    readonly trainable: number;
    readonly isExact: boolean;
    /** What `total` is when it is not exact: a lower bound, or not even that. */
    readonly bound: Bound;
  };
}

export interface FileReference {
  readonly path: SettingValue;
  /** Keys of the dictionary that is saved, or that are read of it: `model`, `optimizer`, `epoch`. */
  readonly contents: readonly string[];
  /** False: there may be more in it. */
  readonly isWhole: boolean;
}

export interface UnknownStep {
  readonly reason: string;
  readonly place?: Place;
}
