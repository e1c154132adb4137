import { contentsOfContainer } from '../../graph/contents.js';
import { createFragmentBuilder, type Fragment, type FragmentBuilder } from '../../graph/fragment.js';
import type { GraphIndex } from '../../graph/graph.js';
import { nodeId } from '../../graph/ids.js';
import type { ModelFacts, NodeId } from '../../graph/node.js';
import type { Element, ModelReference, Pipeline } from '../../training/pipeline.js';
import type { EntryPoint } from './find-entry-points.js';
import { below, insideContainer, workingDirectoryOf } from './place-script.js';
import { summarizePipeline } from './summarize-pipeline.js';

/** What a pipeline adds to the graph: itself, its models, the files it reads and writes, and the volumes that these are in. */
export function describePipeline(index: GraphIndex, entry: EntryPoint, pipeline: Pipeline): Fragment {
  const builder = createFragmentBuilder();
  const id = nodeId.pipeline(entry.file, entry.arguments);
  const { epochs, batchSize, precision, optimizer } = summarizePipeline(pipeline);
  builder.addNode({
    kind: 'pipeline',
    id,
    label: pipeline.name,
    origins: [pipeline.place],
    facts: {
      file: entry.file,
      arguments: entry.arguments,
      style: pipeline.style,
      ...(epochs === undefined ? {} : { epochs }),
      ...(batchSize === undefined ? {} : { batchSize }),
      ...(precision === undefined ? {} : { precision }),
      ...(optimizer === undefined ? {} : { optimizer }),
    },
  });
  for (const starter of [entry.service, entry.script])
    if (starter !== undefined)
      builder.addEdge('trains', starter, id, entry.place, entry.isAssumed ? { assumed: true } : {});
  addModels(builder, id, pipeline);
  addFiles(builder, index, { id, owners: ownersOf(index, entry), pipeline });
  return builder.fragment();
}

/** Those that are told to be whole; when nothing says it, the one that is made first. */
function addModels(builder: FragmentBuilder, id: NodeId, { elements }: Pipeline): void {
  const models = elements.filter((element) => element.role === 'model' && !isOff(element));
  const told = models.filter(({ model }) => model !== undefined);
  const whole = told.length > 0 ? told : models.slice(0, 1);
  for (const { title, id: name, place, model } of whole.slice(0, MOST_MODELS)) {
    const source = model?.file === undefined ? undefined : `${model.file}:${model.expression}`;
    const { parameters } = model ?? {};
    const node = builder.addNode({
      kind: 'model',
      id: nodeId.model(id, name),
      label: title,
      parent: id,
      origins: [place],
      facts: {
        ...(source === undefined ? {} : { source }),
        ...(parameters ? { parameters: countOf(parameters) } : {}),
      },
    });
    builder.addEdge('makes', id, node, place, {});
  }
}

type Parameters = NonNullable<ModelReference['parameters']>;

function countOf({ total, isExact, bound }: Parameters): NonNullable<ModelFacts['parameters']> {
  return { total, isExact, bound };
}

/** A teacher, a student, a generator, a discriminator. */
const MOST_MODELS = 4;

function isOff({ conditions }: Element): boolean {
  return conditions.some(({ holds }) => holds === false);
}

interface Files {
  readonly id: NodeId;
  /** The containers that the script runs in. */
  readonly owners: readonly NodeId[];
  readonly pipeline: Pipeline;
}

function addFiles(builder: FragmentBuilder, index: GraphIndex, files: Files): void {
  for (const element of files.pipeline.elements) {
    const kind = FILE_KINDS[element.role];
    const path = pathOf(element);
    if (kind === undefined || path === undefined || isOff(element)) continue;
    const owners = files.owners.length === 0 ? [undefined] : files.owners;
    for (const owner of owners) addFile(builder, index, { ...kind, pipeline: files.id, element, path, owner });
  }
}

const FILE_KINDS: Readonly<
  Partial<Record<Element['role'], { readonly node: 'checkpoint' | 'dataset'; readonly edge: 'reads' | 'writes' }>>
> = {
  save: { node: 'checkpoint', edge: 'writes' },
  resume: { node: 'checkpoint', edge: 'reads' },
  dataset: { node: 'dataset', edge: 'reads' },
};

interface FileOf {
  readonly node: 'checkpoint' | 'dataset';
  readonly edge: 'reads' | 'writes';
  readonly pipeline: NodeId;
  readonly element: Element;
  readonly path: string;
  readonly owner: NodeId | undefined;
}

function addFile(builder: FragmentBuilder, index: GraphIndex, file: FileOf): void {
  const { node, edge, pipeline, element, path, owner } = file;
  const { place } = element;
  const isKnown = owner !== undefined && (path.startsWith('/') || workingDirectoryOf(index, owner) !== undefined);
  const containerPath = isKnown ? insideContainer(index, owner, path) : undefined;
  const id = builder.addNode({
    kind: node,
    id: nodeId[node](owner ?? pipeline, path),
    label: path,
    origins: [place],
    facts: {
      path,
      ...(containerPath === undefined ? {} : { containerPath }),
      ...(owner === undefined ? {} : { container: owner }),
    },
  });
  builder.addEdge(edge, pipeline, id, place, {});
  if (owner === undefined || containerPath === undefined) return;
  const [mount] = index
    .edgesFrom(owner, 'mounts')
    .filter(({ facts }) => below(containerPath, facts.target) !== undefined)
    .sort((a, b) => b.facts.target.length - a.facts.target.length);
  if (mount) builder.addEdge('kept-in', id, mount.to, mount.origins[0] ?? place, { target: mount.facts.target });
}

/** Names under which libraries take a path. */
const PATH_SETTINGS: ReadonlySet<string> = new Set(['f', 'root', 'path', 'save_directory', 'output_dir', 'dirpath']);

/** The path as far as it is certain. */
function pathOf({ file, settings }: Element): string | undefined {
  const value = file?.path ?? settings.find(({ name }) => PATH_SETTINGS.has(name))?.value;
  const text = value?.kind === 'known' && typeof value.value === 'string' ? value.value : undefined;
  return text === undefined || text === '' || /:\/\//.test(text) ? undefined : text;
}

/** The container itself, or those that run an image whose command it is. */
function ownersOf(index: GraphIndex, { service }: EntryPoint): readonly NodeId[] {
  const owner = index.node(index.node(service ?? '')?.parent ?? '');
  if (owner?.kind === 'container') return [owner.id];
  if (owner?.kind !== 'stage') return [];
  return index
    .nodesOf('container')
    .filter(({ id }) => contentsOfContainer(index, id).services.some((started) => started.id === service))
    .map(({ id }) => id);
}
