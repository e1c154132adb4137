import picocolors from 'picocolors';
import { writeJsonDocument } from '../../base/json-document.js';
import { relativePath } from '../../base/paths.js';
import { formatBytes } from '../../base/units.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { authority, reachable, SERVICE_TITLES } from '../../workflows/life/wait-until-ready.js';
import type { PortStatus, ProjectStatus, Status } from '../../workflows/status.js';
import type { CommandContext } from '../command.js';
import { type HelpRow, layoutColumns, readableWidth } from '../help/columns.js';
import { describeChange } from './say-event.js';

/** What is there, for a person: each project with its container, plan, image, ports and volumes. */
export function showStatus(status: Status, context: CommandContext): void {
  const { host, print } = context;
  const { bold } = picocolors.createColors(host.terminal.hasColor);
  const width = readableWidth(host.terminal.columns);
  if (status.projects.length === 0) {
    print(`${status.engine.kind} holds no environment of torchdock.`);
    return;
  }
  const parts = status.projects.map((project) =>
    [
      bold(visibleText(project.project.name)),
      ...layoutColumns(rowsOf(project, status, host.workingDirectory), width, 13),
    ].join('\n'),
  );
  print(parts.join('\n\n'));
}

function rowsOf(project: ProjectStatus, { engine }: Status, workingDirectory: string): readonly HelpRow[] {
  const { container, image, ports, volumes } = project;
  const { root } = project.project;
  return [
    ['Folder', root === '' ? 'unknown' : visibleText(nearest(workingDirectory, root))],
    ['Engine', `${engine.kind} ${visibleText(engine.version)}`],
    ['Container', container ? describeContainer(container) : 'none; torchdock up makes it'],
    ...(container ? [['Plan', PLAN_WORDS[project.plan]] as const] : []),
    ...project.changes.map((change): HelpRow => ['', describeChange(change)]),
    ...(image ? [['Image', describeImage(image)] as const] : []),
    ...ports.map(describePort),
    ['Volumes', volumes.length === 0 ? 'none' : volumes.map(visibleText).join(', ')],
  ];
}

const PLAN_WORDS: Readonly<Record<ProjectStatus['plan'], string>> = {
  current: 'up to date',
  changed: 'changed since; torchdock up makes the container anew',
  unknown: 'not compared',
};

/** Below the working directory as a relative path, elsewhere in full. */
function nearest(workingDirectory: string, path: string): string {
  const relative = relativePath(workingDirectory, path);
  return relative.startsWith('..') ? path : relative;
}

function describeContainer({
  name,
  status,
  exitCode,
  health,
  startedAt,
}: NonNullable<ProjectStatus['container']>): string {
  const notes = [
    `${status}${exitCode === undefined ? '' : ` with status ${exitCode}`}`,
    ...(status === 'running' && startedAt !== undefined
      ? [`since ${visibleText(startedAt.replace(/\.\d+/, ''))}`]
      : []),
    ...(health === undefined || health === 'starting' ? [] : [`health: ${health}`]),
  ];
  return `${visibleText(name)}: ${notes.join(', ')}`;
}

function describeImage({ reference, state }: NonNullable<ProjectStatus['image']>): string {
  const size = state?.sizeBytes === undefined ? '' : ` (${formatBytes(state.sizeBytes)})`;
  return `${visibleText(reference)}${state ? size : ': not built'}`;
}

function describePort({ service, containerPort, address, hostPort, answers }: PortStatus): HelpRow {
  const place = authority(reachable(address), hostPort);
  const state = answers === undefined ? '' : answers ? ': answers' : ': does not answer';
  return [
    service === 'other' ? `Port ${containerPort}` : SERVICE_TITLES[service],
    `${service === 'jupyter' ? `http://${place}/` : place}${state}`,
  ];
}

/** The document `status/1`; null where nothing is known. */
export function toStatusDocument({ engine, projects, findings }: Status): string {
  return writeJsonDocument({
    schema: 'status/1',
    engine: { kind: engine.kind, version: engine.version, address: engine.address },
    projects: projects.map(toRecord),
    findings: findings.map(toFindingRecord),
  });
}

function toRecord({ project, container, ports, plan, changes, image, volumes }: ProjectStatus): unknown {
  return {
    name: project.name,
    id: project.id,
    root: project.root,
    container: container
      ? {
          name: container.name,
          id: container.id,
          status: container.status,
          exitCode: container.exitCode ?? null,
          health: container.health ?? null,
          since: container.startedAt ?? null,
        }
      : null,
    plan,
    changes: changes.map(({ field, before, after }) => ({ field, before: before ?? null, after: after ?? null })),
    image: image
      ? { reference: image.reference, isBuilt: image.state !== undefined, sizeBytes: image.state?.sizeBytes ?? null }
      : null,
    ports: ports.map(({ service, containerPort, address, hostPort, answers }) => ({
      service,
      containerPort,
      address,
      hostPort,
      url: service === 'jupyter' ? `http://${authority(reachable(address), hostPort)}/` : null,
      answers: answers ?? null,
    })),
    volumes,
  };
}
