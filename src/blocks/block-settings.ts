import { closestWord } from '../base/suggest.js';
import { blockFindings } from '../findings/catalog/block.js';
import type { Finding } from '../findings/finding.js';
import type { Direction, Language } from '../views/diagram.js';
import { VIEW_NAMES } from '../views/table.js';
import type { Marker } from './marker.js';

/** What a begin marker asks for. */
export interface BlockSettings {
  readonly view: string;
  /** Paths relative to the folder of the Markdown file; none means that folder. */
  readonly sources: readonly string[];
  readonly runLines: readonly string[];
  /** Shapes of the inputs of a model, as `--input` has them. */
  readonly inputs: readonly string[];
  /** Of a pipeline or a run: what its script is started with, as a shell has it. */
  readonly scriptArguments?: string;
  /** Of a run: the script and the model that ran; `sources` are what it left behind. */
  readonly script?: string;
  readonly model?: string;
  readonly language: Language;
  readonly direction?: Direction;
  readonly depth?: number;
}

export type ReadSettings =
  | { readonly isValid: true; readonly settings: BlockSettings }
  /** Findings beyond those of the marker itself. */
  | { readonly isValid: false; readonly findings: readonly Finding[] };

/** Allowed values of the attributes that have a closed set of them. */
const ALLOWED = {
  lang: { values: /^(?:en|zh)$/, words: 'en or zh' },
  direction: { values: /^(?:LR|TB)$/, words: 'LR or TB' },
  depth: { values: /^[1-9]$/, words: 'a number from 1 to 9' },
  input: { values: /^[\w ,:;]+$/, words: 'sizes with commas, and a dtype after a colon; several with semicolons' },
  id: { values: /^[A-Za-z][A-Za-z0-9_.-]*$/, words: 'letters, digits and - _ . after a letter' },
} as const satisfies Record<string, { readonly values: RegExp; readonly words: string }>;

/** Understands the attributes of a begin marker; what it cannot mean is a finding, never a default. */
export function readBlockSettings(marker: Marker): ReadSettings {
  const findings = [...checkView(marker), ...checkValues(marker)];
  if (findings.length > 0 || marker.findings.length > 0) return { isValid: false, findings };
  const valueOf = (name: string): string | undefined => marker.attributes.get(name)?.value;
  const direction = valueOf('direction') as Direction | undefined;
  const depth = valueOf('depth');
  const run = valueOf('run');
  const args = valueOf('args');
  const script = valueOf('script');
  const model = valueOf('model');
  const settings: BlockSettings = {
    view: valueOf('view') ?? '',
    // A model is one expression, which may hold commas.
    sources: partsOf(valueOf('src'), valueOf('view') === 'model' ? '\n' : ','),
    inputs: partsOf(valueOf('input'), ';'),
    runLines: run === undefined ? [] : [run],
    language: (valueOf('lang') ?? 'en') as Language,
    ...(args === undefined ? {} : { scriptArguments: args }),
    ...(script === undefined ? {} : { script }),
    ...(model === undefined ? {} : { model }),
    ...(direction === undefined ? {} : { direction }),
    ...(depth === undefined ? {} : { depth: Number(depth) }),
  };
  return { isValid: true, settings };
}

function partsOf(text: string | undefined, between: string): readonly string[] {
  const parts = (text ?? '').split(between).map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

function checkView(marker: Marker): readonly Finding[] {
  const view = marker.attributes.get('view');
  if (!view) return [blockFindings.missingAttribute({ name: 'view' }, marker.place)];
  const known = VIEW_NAMES;
  if (known.includes(view.value)) return [];
  const closest = closestWord(view.value, known);
  return [blockFindings.unknownView({ view: view.value, known, closest }, view.place)];
}

function checkValues({ attributes }: Marker): readonly Finding[] {
  return Object.entries(ALLOWED).flatMap(([name, { values, words }]) => {
    const attribute = attributes.get(name);
    if (!attribute || values.test(attribute.value)) return [];
    return [blockFindings.badValue({ name, value: attribute.value, allowed: words }, attribute.place)];
  });
}
