import type { SourceText } from '../../base/text.js';
import { fileStart } from '../../base/text.js';
import { dockerfileFindings } from '../../findings/catalog/dockerfile.js';
import { createFragmentBuilder, type Fragment } from '../../graph/fragment.js';
import { nodeId } from '../../graph/ids.js';
import type { StageFacts } from '../../graph/node.js';
import type { DockerfileInstruction } from '../../syntax/dockerfile/dockerfile.js';
import { parseDockerfile } from '../../syntax/dockerfile/parse-dockerfile.js';
import type { ReadContext, Reader } from '../reader.js';
import { addFileLayer } from './file-layers.js';
import { readFrom } from './from.js';
import { isUsable } from './keywords.js';
import { createProblemList } from './problem-list.js';
import { addRunLayer } from './run-layer.js';
import { declareArgument, readSetting } from './settings.js';
import { placeIn, type Reading, type Stage } from './stage.js';
import { addStageServices } from './stage-services.js';

/** Nobody writes more; each takes over what the one below it has. */
const MAX_STAGES = 500;

/** Dockerfiles and Containerfiles: stages, their bases and layers, and what each stage would start as an image. */
export const dockerfileReader: Reader = { kind: 'dockerfile', read: readDockerfile };

function readDockerfile(source: SourceText, context: ReadContext): Fragment {
  const { escape, instructions } = parseDockerfile(source);
  const builder = createFragmentBuilder();
  const problems = createProblemList(source.path);
  const reading: Reading = {
    source,
    escape,
    context,
    builder,
    problems,
    globals: new Map(),
    names: stageNames(instructions),
    stages: [],
    byName: new Map(),
  };
  const dockerfile = nodeId.dockerfile(source.path);
  builder.addNode({
    kind: 'dockerfile',
    id: dockerfile,
    label: source.path,
    origins: [fileStart(source.path)],
    facts: { path: source.path },
  });
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM' && reading.stages.length === MAX_STAGES) {
      problems.add(dockerfileFindings.tooManyStages({ limit: MAX_STAGES }, placeIn(reading, instruction.span)));
      break;
    }
    if (isUsable(reading, instruction)) readInstruction(reading, instruction);
  }
  if (reading.stages.length === 0)
    problems.add(dockerfileFindings.noStage({ path: source.path }, fileStart(source.path)));
  for (const stage of reading.stages) addStage(reading, stage);
  for (const finding of problems.findings()) builder.addFinding(finding);
  return builder.fragment();
}

function stageNames(instructions: readonly DockerfileInstruction[]): ReadonlySet<string> {
  const named = instructions.filter(({ keyword, text }) => keyword === 'FROM' && text.text.length < 5000);
  return new Set(named.flatMap(({ text }) => /\sAS\s+(\S+)$/i.exec(text.text)?.[1]?.toLowerCase() ?? []));
}

function readInstruction(reading: Reading, instruction: DockerfileInstruction): void {
  const { keyword } = instruction;
  const stage = reading.stages.at(-1);
  if (keyword === 'FROM') readFrom(reading, instruction);
  else if (!stage && keyword === 'ARG') declareArgument(reading, undefined, instruction);
  else if (!stage)
    reading.problems.add(dockerfileFindings.beforeFrom({ keyword }, placeIn(reading, instruction.keywordSpan)));
  else if (keyword === 'RUN') addRunLayer(reading, stage, instruction);
  else if (keyword === 'COPY' || keyword === 'ADD') addFileLayer(reading, stage, instruction);
  else readSetting(reading, stage, instruction);
}

function addStage(reading: Reading, stage: Stage): void {
  const { id, index, name, base, platform, user, workdir, healthcheck, ports, volumes, environment } = stage;
  const facts: StageFacts = {
    index,
    ...(name === undefined ? {} : { name }),
    base,
    isLast: index === reading.stages.length - 1,
    ...(platform === undefined ? {} : { platform }),
    ...(user ? { user } : {}),
    ...(workdir ? { workdir } : {}),
    ...(stage.entrypoint ? { entrypoint: stage.entrypoint.words } : {}),
    ...(stage.command ? { command: stage.command.words } : {}),
    ports: [...ports.values()],
    volumes: [...volumes.values()],
    environment: [...environment.values()],
    ...(healthcheck ? { healthcheck } : {}),
  };
  reading.builder.addNode({
    kind: 'stage',
    id,
    label: name ?? `stage ${index}`,
    parent: nodeId.dockerfile(reading.source.path),
    origins: [stage.place],
    facts,
  });
  addStageServices(reading, stage);
}
