import { directoryOf } from '../../base/paths.js';
import type { Place, SourceText } from '../../base/text.js';
import { placeOf } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import type { FragmentBuilder } from '../../graph/fragment.js';
import type { Located, NodeId } from '../../graph/node.js';
import type { DataEntry, DataMap, DataNode } from '../../syntax/data/data-node.js';
import { entriesOf, textOf } from '../../syntax/data/data-node.js';
import type { ReadContext } from '../reader.js';

/** A devcontainer.json on its way into the graph. */
export interface DevcontainerSource {
  readonly source: SourceText;
  readonly context: ReadContext;
  readonly root: DataMap;
  readonly builder: FragmentBuilder;
  readonly report: (finding: Finding) => void;
  /** Folder of the file: what paths to Dockerfiles and compose files are relative to. */
  readonly folder: string;
  /** Folder of the repository that is opened in the container. */
  readonly workspace: string;
}

/** A container that the file describes or adds to. */
export interface Described {
  readonly id: NodeId;
  readonly label: string;
}

/** `.devcontainer/gpu/devcontainer.json` belongs to the folder that holds `.devcontainer`. */
export function workspaceOf(path: string): string {
  const parts = directoryOf(path).split('/');
  const at = parts.lastIndexOf('.devcontainer');
  return at < 0 ? directoryOf(path) : parts.slice(0, at).join('/') || '.';
}

export function placeIn({ source }: DevcontainerSource, node: DataNode): Place {
  return placeOf(source, node.span);
}

export function keyPlaceIn({ source }: DevcontainerSource, entry: DataEntry): Place {
  return placeOf(source, entry.keySpan);
}

/** The text of a value with the variables replaced that the file itself explains. */
export function locatedText(devcontainer: DevcontainerSource, node: DataNode | undefined): Located<string> | undefined {
  const text = textOf(node);
  if (text === undefined || !node) return undefined;
  return { value: replaceVariables(devcontainer, text), place: placeIn(devcontainer, node) };
}

/** Items of a list, or the one value that stands in its place. */
export function oneOrMany(node: DataNode | undefined): readonly DataNode[] {
  if (!node || node.kind === 'map') return [];
  return node.kind === 'list' ? node.items : [node];
}

const VARIABLE = /\$\{(localWorkspaceFolder|containerWorkspaceFolder|localEnv:(?:HOME|USERPROFILE|PWD))\}/g;

/** Paths of this machine become relative to the workspace; other variables (`${localEnv:NAME}`) stay as written. */
function replaceVariables({ root }: DevcontainerSource, text: string): string {
  if (!text.includes('${')) return text;
  return text.replace(VARIABLE, (written, name: string) => {
    if (name === 'localWorkspaceFolder') return '.';
    if (name.startsWith('localEnv:')) return name === 'localEnv:PWD' ? '.' : '~';
    return textOf(entriesOf(root).find(({ key }) => key === 'workspaceFolder')?.value) ?? written;
  });
}

/** A value that only passes on what a variable of the host or the container has. */
export function isPassedOn(text: string): boolean {
  return /^\$\{(?:localEnv|containerEnv|env):[^}]{0,200}\}$/.test(text);
}
