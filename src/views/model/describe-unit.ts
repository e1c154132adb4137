import { addCounts, type Count, exactly, type Model, type ModelModule } from '../../models/model.js';
import { shortNumber, showCount, showShare } from '../../models/show-numbers.js';
import type { Language } from '../diagram.js';
import { sentence } from '../labels.js';
import { commonStart } from './common-start.js';
import { isContainer } from './roles.js';
import type { Unit } from './units.js';

/** What a box says of one unit, or of rounds of it: the heading, the path, the parameters. `within` is the path around it. */
export function describeUnit(
  model: Model,
  { rounds, isSame }: { readonly rounds: readonly Unit[]; readonly isSame: boolean },
  language: Language,
  within = '',
): string[] {
  const [unit] = rounds;
  if (!unit) return [];
  const count = isSame ? 1 : rounds.length;
  const path = relativePath(pathOf(rounds, isSame), within);
  const isPlain = isContainer(typeOf(unit)) && count === 1;
  const inner = innermost(unit);
  const heading = isPlain ? path : count > 1 ? `${count} × ${typeOf(inner)}` : typeOf(inner);
  const details = count > 1 ? rangeOf(rounds) : unit.module?.details;
  return [
    ...withDetails(heading, details),
    isPlain ? contentsOf(unit) : endingsOf(inner),
    ...inOneLine(
      [isPlain ? '' : path, isSame ? sentence.calledTimes(language, rounds.length) : ''],
      parametersLine(model, isSame ? [unit] : rounds),
    ),
  ].filter((line): line is string => line !== undefined && line !== '');
}

/** Mermaid breaks lines at about as many characters, of which those of sizes are wide; better where parts end. */
const LONGEST_LINE = 25;
const LONGEST_HEADING = 22;

function inOneLine(names: readonly string[], parameters: string | undefined): readonly (string | undefined)[] {
  const name = names.filter(Boolean).join(' · ');
  const line = [name, parameters].filter(Boolean).join(' · ');
  return line.length <= LONGEST_LINE ? [line] : [name, parameters];
}

function withDetails(heading: string, details: string | undefined): readonly string[] {
  if (details === undefined) return [heading];
  const line = `${heading} ${details}`;
  return line.length <= LONGEST_HEADING ? [line] : [heading, details];
}

/** A path as it is said inside of a block. */
export function relativePath(path: string, within: string): string {
  if (within === '' || !path.startsWith(`${within}.`)) return path;
  const rest = path.slice(within.length + 1);
  // A bare number says too little: `layer1.0`.
  return /^\d/.test(rest) ? path.slice(within.lastIndexOf('.') + 1) : rest;
}

/** What is in a container that holds one thing only. */
function innermost(unit: Unit): Unit {
  const [only, ...others] = unit.children;
  return only !== undefined && others.length === 0 && isContainer(typeOf(unit)) ? innermost(only) : unit;
}

/** `3 × Bottleneck`: what a container holds, where that is few kinds. */
function contentsOf({ children }: Unit): string | undefined {
  const counts = new Map<string, number>();
  for (const child of children.map(innermost)) {
    if (child.kind === 'layer' || child.kind === 'block') {
      counts.set(typeOf(child), (counts.get(typeOf(child)) ?? 0) + 1);
    }
  }
  if (counts.size === 0 || counts.size > 2) return undefined;
  return [...counts].map(([type, count]) => (count === 1 ? type : `${count} × ${type}`)).join(', ');
}

export function typeOf({ module, node }: Unit): string {
  return module?.type ?? node.name;
}

function endingsOf({ endings }: Unit): string | undefined {
  const words = [...new Set(endings.map(({ word }) => word))];
  return words.length === 0 ? undefined : `+ ${words.join(' + ')}`;
}

/** `layers.0–11` */
export function pathOf(rounds: readonly Unit[], isSame: boolean): string {
  const first = rounds[0]?.node.path ?? '';
  const last = rounds.at(-1)?.node.path ?? '';
  if (rounds.length === 1 || isSame || first === last) return first;
  const common = commonStart(first, last);
  return `${first}–${last.slice(common.length)}`;
}

/** `64→256`: from what the first round takes to what the last gives, where the rounds differ in size. */
function rangeOf(rounds: readonly Unit[]): string | undefined {
  const sizes = rounds.map(channelsOf);
  const [first] = sizes;
  const last = sizes.at(-1);
  if (first === undefined || last === undefined || first === last) return undefined;
  return `(${first}→${last})`;
}

/** The axis that layers change: the second of images, the last of sequences. */
function channelsOf({ node }: Unit): string | undefined {
  const shape = node.outputs[0]?.shape;
  if (shape === undefined || shape.length < 2) return undefined;
  return String(shape.length >= 4 ? shape[1] : shape.at(-1));
}

function parametersLine(model: Model, units: readonly Unit[]): string | undefined {
  const count = parametersOf(units);
  if (count.value === 0 && count.unknown.length === 0) return undefined;
  const share = showShare(count.value, model.parameters.total.value);
  return [showCount(count, shortNumber), share].filter(Boolean).join(' · ');
}

/** Of all modules in the units, each once. */
export function parametersOf(units: readonly Unit[]): Count {
  const modules = new Map<string, ModelModule>();
  for (const { module, endings } of units) {
    for (const part of [module, ...endings.map((ending) => ending.module)]) if (part) modules.set(part.path, part);
  }
  return modules.size === 0 ? exactly(0) : addCounts([...modules.values()].map(({ total }) => total));
}
