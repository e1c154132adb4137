import { directoryOf } from '../../base/paths.js';
import type { SourceText } from '../../base/text.js';
import { fileStart } from '../../base/text.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import { dataFindings } from '../../findings/catalog/data.js';
import type { Finding } from '../../findings/finding.js';
import type { Fragment } from '../../graph/fragment.js';
import { createFragmentBuilder } from '../../graph/fragment.js';
import type { ReadContext, Reader } from '../reader.js';
import { addService, addServiceAdditions } from './add-service.js';
import { checkDependencyCycles } from './check-dependencies.js';
import { checkTopLevelKeys, standsAlone } from './check-names.js';
import { readProjectVariables } from './environment-file.js';
import type { ComposeProject } from './load-project.js';
import { checkShape, loadProject } from './load-project.js';
import type { ProjectFiles } from './project-files.js';
import { findProjectFiles } from './project-files.js';
import { containerIdOf, createEnvironmentFiles } from './service-reading.js';

/**
 * Reads compose files as `docker compose` does, one container a service.
 *
 *     file → its project (base, override, COMPOSE_FILE) → each file: YAML, variables, extends → merged, includes → graph
 *
 * A file is read as the project that it belongs to, so base and override give the same fragment and no container appears
 * twice. A file beside a project that is no part of it (`compose.gpu.yaml`, used with `-f`) is one of two things:
 *
 * - an overlay, when it names services of the base without saying what they run: what it adds (GPUs, ports, mounts, limits)
 *   goes to the containers of the base, with its own places, and a finding says so; what it replaces is not drawn;
 * - otherwise a project of its own, with containers of its own.
 */
export const composeReader: Reader = { kind: 'compose', read: readCompose };

function readCompose(source: SourceText, given: ReadContext): Fragment {
  const context: ReadContext = { open: (path) => (path === source.path ? source : given.open(path)) };
  const files = findProjectFiles(source.path, context);
  const findings: Finding[] = [];
  const project = load(context, files, findings);
  const builder = createFragmentBuilder();
  for (const finding of findings) builder.addFinding(finding);
  if (!project) return builder.fragment();
  checkShape(project.root, builder.addFinding);
  // After a syntax error keys stand where nobody meant them.
  const isBroken = findings.some(({ code }) => code === dataFindings.syntaxError.entry.code);
  if (!isBroken) checkTopLevelKeys(project.root, builder.addFinding);
  checkDependencyCycles(project.services, builder.addFinding);
  const base = findOverlaid(project, files, context);
  const ids = new Map(project.services.map((service) => [service.name, containerIdOf(service)]));
  const target = { builder, context, project, ids, environmentFiles: createEnvironmentFiles() };
  if (base) for (const service of base.services) ids.set(service.name, containerIdOf(service));
  const known = new Set(base?.services.map(({ name }) => name));
  for (const service of project.services) {
    const id = ids.get(service.name) ?? containerIdOf(service);
    if (known.has(service.name)) addServiceAdditions(target, service, id);
    else addService(target, service, containerIdOf(service));
  }
  const place = fileStart(source.path);
  if (base) builder.addFinding(composeFindings.overlay({ file: source.path, base: base.base }, place));
  else if (files.shadowedBy !== undefined)
    builder.addFinding(composeFindings.shadowed({ file: source.path, by: files.shadowedBy }, place));
  return builder.fragment();
}

function load(
  context: ReadContext,
  files: Pick<ProjectFiles, 'base' | 'overrides'>,
  findings: Finding[],
): ComposeProject | undefined {
  const variables = readProjectVariables(directoryOf(files.base), context);
  return loadProject({ context, variables, findings }, files.base, files.overrides);
}

/** The project that the file is an overlay of. */
function findOverlaid(
  project: ComposeProject,
  { neighbour, shadowedBy }: ProjectFiles,
  context: ReadContext,
): ComposeProject | undefined {
  if (!neighbour || shadowedBy !== undefined) return undefined;
  const base = load(context, neighbour, []);
  const names = new Set(base?.services.map(({ name }) => name));
  const leansOnBase = project.services.some(({ name, value }) => names.has(name) && !standsAlone(value));
  return leansOnBase ? base : undefined;
}
