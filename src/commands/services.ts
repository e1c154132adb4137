import { baseNameOf, normalizePath } from '../base/paths.js';
import type { FragmentBuilder } from '../graph/fragment.js';
import { nodeId } from '../graph/ids.js';
import type { NodeId } from '../graph/node.js';
import { recognizeCommands } from './services/recognize.js';
import type { StartContext, StartedScript, StartedService } from './services/started.js';
import type { CommandLine } from './word.js';

/**
 * Adds what a command starts and leaves running to its owner (a stage or container): `service` nodes with `starts`
 * edges, and `script` nodes with `executes` edges. A command that is not recognised adds nothing.
 */
export function addStartedServices(
  builder: FragmentBuilder,
  owner: NodeId,
  line: CommandLine,
  context: StartContext = {},
): void {
  addServicesOf(builder, owner, [line], context);
}

/** The same for the commands of one shell text. */
export function addServicesOf(
  builder: FragmentBuilder,
  owner: NodeId,
  lines: readonly CommandLine[],
  context: StartContext = {},
): void {
  const { services, unknown } = recognizeCommands(lines, context);
  const shown = services.length === 0 && unknown && context.isMainCommand ? [otherService(unknown)] : services;
  for (const service of shown) addService(builder, owner, service, context);
}

/** A program that nothing is known of but its name. */
function otherService(line: CommandLine): StartedService {
  const called = /^(?:\.|source|(?:ba|da|z)?sh)$/.test(baseNameOf(line.words[0]?.value ?? ''));
  const [first, ...args] = called && line.words.length > 1 ? line.words.slice(1) : line.words;
  const path = first?.value ?? '';
  const isScript = /\.(?:sh|bash|py|pl|rb|js)$/.test(path);
  const script = { path, label: path, arguments: args.map(({ value }) => value), place: line.place };
  return {
    role: 'other',
    program: baseNameOf(path),
    words: line.words,
    place: line.place,
    ...(isScript ? { script } : {}),
  };
}

function addService(builder: FragmentBuilder, owner: NodeId, service: StartedService, context: StartContext): void {
  const { role, program, words, place, port, launcher, script } = service;
  const label = script && launcher ? `${program} ${baseNameOf(script.label)}` : program;
  const id = builder.addNode({
    kind: 'service',
    id: nodeId.service(owner, label),
    label,
    parent: owner,
    origins: [place],
    facts: {
      role,
      program,
      argv: words.map(({ value }) => value),
      ...(port ? { port } : {}),
      ...(launcher ? { launcher } : {}),
    },
  });
  builder.addEdge('starts', owner, id, place, {});
  if (script) addScript(builder, id, script, context);
}

function addScript(builder: FragmentBuilder, service: NodeId, script: StartedScript, context: StartContext): void {
  const path = normalizePath(context.openFile?.(script.path)?.path ?? script.path);
  const id = builder.addNode({
    kind: 'script',
    id: nodeId.script(path),
    label: baseNameOf(script.label),
    origins: [script.place],
    facts: { path, arguments: script.arguments },
  });
  builder.addEdge('executes', service, id, script.place, {});
}
