import { createSourceText } from '../../base/text.js';
import type { DataNode, DataScalar } from '../../syntax/data/data-node.js';
import { parseToml } from '../../syntax/toml/parse-toml.js';
import type { Machine } from '../machine.js';
import { makeFloat, makeInt, makeList, makeTextDict } from '../values/make.js';
import type { Value } from '../values/value.js';

/** What `tomllib.loads` makes of a text. */
export function readToml(machine: Machine, text: string): Value {
  const { documents, problems } = parseToml(createSourceText('<toml>', text));
  const [problem] = problems;
  if (problem) return machine.unknown(`TOML that is not read: ${problem.message}`);
  const [document] = documents;
  return document ? toValue(machine, text, document) : makeTextDict([]);
}

function toValue(machine: Machine, text: string, node: DataNode): Value {
  machine.spend(1);
  if (node.kind === 'list') return makeList(node.items.map((item) => toValue(machine, text, item)));
  if (node.kind === 'map')
    return makeTextDict(node.entries.map(({ key, value }) => [key, toValue(machine, text, value)] as const));
  return scalarValue(machine, text.slice(node.span.start, node.span.end), node);
}

/** As it is written: `1.0` is a float, `1_000` an int, `1979-05-27` a day. */
function scalarValue(machine: Machine, written: string, { value, text }: DataScalar): Value {
  if (typeof value === 'boolean' || value === null) return value;
  if (/^["']/.test(written)) return typeof value === 'string' ? value : text;
  const plain = written.replaceAll('_', '');
  if (/^[-+]?\d+$/.test(plain)) return makeInt(BigInt(plain.replace('+', '')));
  if (/^0[xob][\da-fA-F]+$/.test(plain)) return makeInt(BigInt(plain));
  if (/^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(plain)) return makeFloat(Number(plain));
  if (/^[-+]?inf$/.test(plain)) return makeFloat(plain.startsWith('-') ? -Infinity : Infinity);
  return plain.endsWith('nan') ? makeFloat(Number.NaN) : machine.unknown('a time in TOML');
}
