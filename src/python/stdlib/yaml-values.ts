import { createSourceText } from '../../base/text.js';
import type { DataEntry, DataNode, DataScalar } from '../../syntax/data/data-node.js';
import { parseYaml } from '../../syntax/yaml/parse-yaml.js';
import type { Machine } from '../machine.js';
import type { Runtime } from '../run/runtime.js';
import { isUnknown, makeDict, makeFloat, makeInt, makeList } from '../values/make.js';
import type { Value } from '../values/value.js';
import { noteSettings } from './note-settings.js';

/** What PyYAML's `safe_load` makes of a text: YAML 1.1, whose `1e-3` is a text, and whose `yes` is true. */
export function readYaml(
  machine: Machine,
  text: string,
  hasExponents: boolean,
  path = '<yaml>',
  isPart = false,
): Value {
  if (/(?:^|[\s,[{])![^\s]/m.test(text)) return machine.unknown('YAML with tags');
  const source = createSourceText(path, text);
  const { documents, problems } = parseYaml(source);
  const [problem] = problems;
  if (problem) return machine.unknown(`YAML that is not read: ${problem.message}`);
  if (documents.length > 1) return machine.unknown('YAML of several documents');
  const [document] = documents;
  if (!document) return null;
  const value = toValue({ machine, text, hasExponents }, document);
  if (path !== '<yaml>') noteSettings(machine as Runtime, value, document, source, isPart);
  return value;
}

interface Reading {
  readonly machine: Machine;
  readonly text: string;
  /** `1e-3` is a number, as OmegaConf has it. */
  readonly hasExponents: boolean;
}

function toValue(reading: Reading, node: DataNode): Value {
  const { machine } = reading;
  machine.spend(1);
  if (node.kind === 'list') return makeList(node.items.map((item) => toValue(reading, item)));
  if (node.kind === 'scalar') return scalarValue(reading, node);
  const dict = makeDict();
  // What is merged in (`<<`) stands elsewhere in the text, and comes first.
  const isOwn = ({ keySpan }: DataEntry): boolean => keySpan.start >= node.span.start && keySpan.end <= node.span.end;
  const entries = [...node.entries.filter((entry) => !isOwn(entry)), ...node.entries.filter(isOwn)];
  for (const { key, keySpan, value } of entries) {
    const isQuoted = /^["'?]/.test(reading.text.slice(keySpan.start, keySpan.start + 1));
    const plain = isQuoted ? undefined : plainValue(reading, key);
    const name = plain === undefined ? key : plain;
    if (isUnknown(name)) return name;
    machine.setItem(dict, name, toValue(reading, value));
  }
  return dict;
}

function scalarValue(reading: Reading, { value, text, span }: DataScalar): Value {
  const isPlain = !/^["'|>]/.test(reading.text.slice(span.start, span.start + 1));
  const plain = isPlain ? plainValue(reading, text) : undefined;
  return plain === undefined ? (typeof value === 'string' ? value : text) : plain;
}

const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const FLOAT = /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?)$/;
const FREE_FLOAT = /^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/;
/** Times and days: `2024-01-01`, `1:30`. */
const CLOCK = /^(?:\d{4}-\d\d?-\d\d?(?:[Tt \t].*)?|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?)$/;

/** As YAML 1.1 resolves what stands without quotes; undefined: a text. */
function plainValue({ machine, hasExponents }: Reading, text: string): Value | undefined {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  const plain = text.replaceAll('_', '');
  const sign = plain.startsWith('-') ? -1n : 1n;
  const digits = plain.replace(/^[-+]/, '');
  if (/^[-+]?(?:0|[1-9][\d_]*)$/.test(text)) return makeInt(sign * BigInt(digits));
  if (/^[-+]?0b[01_]+$/.test(text) || /^[-+]?0x[\da-fA-F_]+$/.test(text)) return makeInt(sign * BigInt(digits));
  if (/^[-+]?0[0-7_]+$/.test(text)) return makeInt(sign * BigInt(`0o${digits.slice(1)}`));
  if ((hasExponents ? FREE_FLOAT : FLOAT).test(text)) return makeFloat(Number(plain));
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return makeFloat(sign < 0n ? -Infinity : Infinity);
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return makeFloat(Number.NaN);
  return CLOCK.test(text) ? machine.unknown('a time in YAML') : undefined;
}
