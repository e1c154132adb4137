import { type Known, known, unknown } from '../../base/known.js';
import { dockerfileFindings } from '../../findings/catalog/dockerfile.js';
import { nodeId } from '../../graph/ids.js';
import { describeImage } from '../../graph/image-contents.js';
import type { DockerfileInstruction, DockerfileWord } from '../../syntax/dockerfile/dockerfile.js';
import { expandWord } from '../../syntax/dockerfile/expand-word.js';
import { splitPlainWords } from '../../syntax/dockerfile/split-words.js';
import { reportIncomplete } from './keywords.js';
import { findNamedStage, placeIn, type Reading, type Stage } from './stage.js';

/** `FROM --platform=linux/amd64 image AS name` begins a stage on an earlier stage or an image. */
export function readFrom(reading: Reading, instruction: DockerfileInstruction): void {
  const [image, ...rest] = splitPlainWords(instruction.text);
  if (!image) return;
  const name = readStageName(reading, instruction, rest);
  const { base, text } = readBase(reading, image);
  const index = reading.stages.length;
  const parent = base.known ? findNamed(reading, base.value) : undefined;
  const platform = instruction.flags.find((flag) => flag.name === 'platform')?.value;
  const stage: Stage = {
    ...inherited(parent),
    id: nodeId.stage(reading.source.path, index),
    index,
    ...(name === undefined ? {} : { name }),
    base,
    ...(platform === undefined ? {} : { platform }),
    place: placeIn(reading, instruction.span),
  };
  reading.stages.push(stage);
  if (name !== undefined) reading.byName.set(name.toLowerCase(), stage);
  addBaseEdge(reading, stage, parent, { ...image, value: text });
}

function readStageName(
  reading: Reading,
  instruction: DockerfileInstruction,
  [as, name, ...more]: readonly DockerfileWord[],
): string | undefined {
  const isNamed = as?.value.toUpperCase() === 'AS' && name !== undefined;
  if (more.length > 0 || (as && !isNamed)) reportIncomplete(reading, instruction);
  if (!isNamed) return undefined;
  if (findNamed(reading, name.value))
    reading.problems.add(dockerfileFindings.duplicateStage({ name: name.value }, placeIn(reading, name.span)));
  return name.value;
}

/** FROM sees only the ARGs above the first FROM. */
function readBase(reading: Reading, image: DockerfileWord): { readonly base: Known<string>; readonly text: string } {
  const { value, reason } = expandWord(image.value, {
    escape: reading.escape,
    variable: (name) => reading.globals.get(name),
  });
  const why = reason ?? (value.trim() === '' ? 'it is empty' : undefined);
  if (why === undefined) return { base: known(value.trim()), text: value.trim() };
  const finding = { instruction: 'FROM', text: image.value.slice(0, 200), reason: why };
  reading.problems.add(dockerfileFindings.unresolved(finding, placeIn(reading, image.span)));
  return { base: unknown(why), text: value.trim() === '' ? image.value : value.trim() };
}

function addBaseEdge(reading: Reading, stage: Stage, parent: Stage | undefined, image: DockerfileWord): void {
  const place = placeIn(reading, image.span);
  const { base } = stage;
  if (parent) reading.builder.addEdge('based-on', stage.id, parent.id, place, {});
  else if (!base.known || base.value !== 'scratch') {
    const [node, ...contents] = describeImage(image.value, place, base.known ? undefined : base.reason);
    for (const item of [node, ...contents]) reading.builder.addNode(item);
    reading.builder.addEdge('based-on', stage.id, node.id, place, {});
  }
}

/** FROM takes stages by name only; a number is an image of that name. */
function findNamed(reading: Reading, name: string): Stage | undefined {
  return /^\d+$/.test(name) ? undefined : findNamedStage(reading, name);
}

/** What a stage takes over from the stage that it is built on. */
function inherited(parent: Stage | undefined): Omit<Stage, 'id' | 'index' | 'base' | 'place'> {
  const own = {
    variables: new Map(parent?.variables),
    environment: new Map(parent?.environment),
    ports: new Map(parent?.ports),
    volumes: new Map(parent?.volumes),
    files: [...(parent?.files ?? [])],
    echoedAt: new Map(parent?.echoedAt),
    hasPosixShell: parent?.hasPosixShell ?? true,
    layerCount: 0,
  };
  if (!parent) return own;
  const { workdir, user, entrypoint, command, healthcheck, sshPort, indexUrl } = parent;
  return {
    ...own,
    ...(workdir ? { workdir } : {}),
    ...(user ? { user } : {}),
    ...(entrypoint ? { entrypoint } : {}),
    ...(command ? { command } : {}),
    ...(healthcheck ? { healthcheck } : {}),
    ...(sshPort === undefined ? {} : { sshPort }),
    ...(indexUrl === undefined ? {} : { indexUrl }),
  };
}
