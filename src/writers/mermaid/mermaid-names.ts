import { digestText } from '../../base/digest.js';
import { groupBy } from '../../base/order.js';
import type { Diagram } from '../../views/diagram.js';

/** Words that Mermaid's flowchart grammar keeps for itself. */
const RESERVED =
  /^(?:end|call|click|style|class|classdef|default|graph|subgraph|flowchart|linkstyle|href|interpolate)$/i;

/**
 * ASCII names for the nodes and groups of a diagram, unique, and the same whenever the ids are the same: what the
 * order of the sources was does not matter. Names begin with the kind, so that they never begin with the `o` or `x`
 * that would be read as the end of an arrow.
 */
export function mermaidNames(diagram: Diagram): ReadonlyMap<string, string> {
  const wanted = [
    ...diagram.groups.map(({ id }) => ({ id, name: slug(id, 'group') })),
    ...diagram.nodes.map(({ id, kind }) => ({ id, name: slug(id, kind) })),
  ];
  const names = new Map<string, string>();
  for (const [name, same] of groupBy(wanted, (item) => item.name)) {
    for (const { id } of same) names.set(id, same.length === 1 ? name : `${name}_${digestText(id, 4)}`);
  }
  return names;
}

/** The last two steps of the id in ASCII, after the kind and without file names; a digest where nothing of it is ASCII. */
function slug(id: string, kind: string): string {
  const steps = id.split('/');
  const file = steps.findLastIndex((step) => /\.(?:ya?ml|json|sh|mdx?|slurm|sbatch)$|--run$/i.test(step));
  const words = ascii((file + 1 < steps.length ? steps.slice(file + 1) : steps).slice(-2).join('_'));
  const short = words.length > LONGEST_NAME ? `${words.slice(0, LONGEST_NAME)}_${digestText(id, 4)}` : words;
  const name = short === '' ? digestText(id, 6) : short;
  return name.toLowerCase().startsWith(`${kind}_`) && !RESERVED.test(name) ? name : `${kind}_${name}`;
}

const LONGEST_NAME = 40;

function ascii(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '');
}
