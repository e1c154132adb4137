import type { Place } from '../base/text.js';
import type { DiagramChange } from './diff-diagrams.js';
import { type LabelledPort, portOfLabel } from './port-of-label.js';

/** Words for kinds whose labels do not say what they are. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  service: 'service',
  training: 'training',
  gpu: 'GPU',
  volume: 'volume',
  client: 'client',
  endpoint: 'endpoint',
  image: 'image',
  stage: 'stage',
  layer: 'layer',
  package: 'package',
  script: 'script',
  module: 'module',
};

/**
 * One change as one line: `+ port 6006 (compose.yaml:14) to TensorBoard`, `- service TensorBoard, port 6006`,
 * `~ PyTorch 2.6 → 2.7 (Dockerfile:8)`. Names are those of the picture, in its language.
 */
export function describeChange(change: DiagramChange): string {
  switch (change.kind) {
    case 'node-added':
    case 'node-removed':
      return `${signOf(change.kind)} ${nodeWords(change.node, change.label)}${placeWords(change.place)}`;
    case 'node-changed':
      return `${changedWords(change)}${placeWords(change.place)}`;
    case 'edge-added':
    case 'edge-removed':
      return `${signOf(change.kind)} ${edgeWords(change)}`;
    case 'edge-changed':
      return `~ ${changedEdgeWords(change)}`;
    case 'group-added':
    case 'group-removed':
      return `${signOf(change.kind)} group ${oneLine(change.label)}`;
    case 'direction-changed':
      return `~ direction ${change.before} → ${change.after}`;
  }
}

function signOf(kind: DiagramChange['kind']): '+' | '-' {
  return kind.endsWith('-added') ? '+' : '-';
}

function nodeWords(kind: string, label: string): string {
  const word = KIND_WORDS[kind];
  const said = oneLine(label);
  return word === undefined || said.toLowerCase().includes(word.toLowerCase()) ? said : `${word} ${said}`;
}

function edgeWords({
  from,
  to,
  label,
  place,
}: DiagramChange & { readonly kind: 'edge-added' | 'edge-removed' }): string {
  const published = portOfLabel(label);
  if (published === undefined)
    return `arrow ${from} → ${to}${label === '' ? '' : `: ${oneLine(label)}`}${placeWords(place)}`;
  const only = published.address === undefined ? '' : `, on ${published.address} only`;
  return `port ${published.port}${placeWords(place)} to ${to}${only}`;
}

function changedEdgeWords(change: DiagramChange & { readonly kind: 'edge-changed' }): string {
  const { from, to, before, after, place } = change;
  const [old, now] = [portOfLabel(before), portOfLabel(after)];
  const words = ({ port, address }: LabelledPort): string => (address === undefined ? port : `${port} on ${address}`);
  return old && now && words(old) !== words(now)
    ? `port ${words(old)} is now ${words(now)}${placeWords(place)} to ${to}`
    : `${from} → ${to}: ${arrowWords(before, after)}${placeWords(place)}`;
}

function changedWords({ node, label, before, after }: DiagramChange & { readonly kind: 'node-changed' }): string {
  const title = label.split('\n')[0] ?? '';
  const subject = nodeWords(node, title);
  if (before === undefined) return `+ ${subject}: ${after ?? ''}`;
  if (after === undefined) return `- ${subject}: ${before}`;
  return title.includes(after) ? `~ ${arrowWords(before, after)}` : `~ ${subject}: ${arrowWords(before, after)}`;
}

/** `PyTorch 2.6 + CUDA`, `PyTorch 2.7 + CUDA` → `PyTorch 2.6 → 2.7`: words that both share are said once. */
function arrowWords(before: string, after: string): string {
  if (before === '' || after === '') return `${quoted(before)} → ${quoted(after)}`;
  const old = oneLine(before).split(' ');
  const now = oneLine(after).split(' ');
  const shorter = Math.min(old.length, now.length);
  let tail = 0;
  while (tail < shorter - 1 && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  while (tail > 0 && /[\p{L}\p{N}]/u.test(old.at(-tail) ?? '')) tail -= 1;
  let head = 0;
  while (head < shorter - tail - 1 && old[head] === now[head]) head += 1;
  const withoutTail = (words: readonly string[]): readonly string[] => words.slice(0, words.length - tail);
  return `${withoutTail(old).join(' ')} → ${withoutTail(now).slice(head).join(' ')}`;
}

function quoted(text: string): string {
  return text === '' ? 'no label' : oneLine(text);
}

function oneLine(text: string): string {
  return text.replaceAll(/ ?·\n/g, ' · ').replaceAll('\n', ', ');
}

function placeWords(place: Place | undefined): string {
  return place === undefined ? '' : ` (${place.file}:${place.line})`;
}
