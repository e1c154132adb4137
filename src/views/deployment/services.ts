import type { Place } from '../../base/text.js';
import type { PortMapping, ServiceNode, ServiceRole } from '../../graph/node.js';
import type { DiagramNodeKind, Language } from '../diagram.js';
import { label, sentence } from '../labels.js';
import type { ShownContainer } from './choose-containers.js';
import type { Scene, ShownService } from './scene.js';
import { pipelineOf, type TrainingBox, trainingFacts, trainingLines } from './training.js';

/**
 * The service boxes of one container: what its command or its image starts, and what is installed and has an open port
 * although no file starts it (said in a note). A published port that nothing explains is shown as unknown.
 */
export function addServices(scene: Scene, shown: ShownContainer, group: () => string): readonly ShownService[] {
  const { node, contents } = shown;
  const started = contents.services.map((service) => addStarted(scene, shown, service, group));
  const published = node.facts.ports.filter(({ isPublished }) => isPublished);
  // EXPOSE only documents; it counts where nothing else says what the image is for.
  const isSilent = started.length === 0 && node.facts.command === undefined;
  const ports = isSilent ? [...published, ...contents.stages.flatMap((stage) => stage.facts.ports)] : published;
  const services = [...started];
  const unexplained: PortMapping[] = [];
  for (const port of ports) {
    if (services.some((service) => listensOn(service, port))) continue;
    const installed = addInstalled(scene, shown, port, group);
    if (installed) services.push(installed);
    else if (port.isPublished) unexplained.push(port);
  }
  const listener = onlyListener(started);
  if (listener)
    return services.map((service) => (service === listener ? { ...listener, alsoPorts: unexplained } : service));
  return [...services, ...unexplained.map((port) => addUnknown(scene, shown, port, group))];
}

/** The one process of which no file says where it listens: the ports that nothing else explains are its own. */
function onlyListener(started: readonly ShownService[]): ShownService | undefined {
  const silent = started.filter(({ port, role }) => port === undefined && role !== 'training');
  return silent.length === 1 ? silent[0] : undefined;
}

export function listensOn(service: ShownService, port: PortMapping): boolean {
  if (service.alsoPorts?.includes(port)) return true;
  return (
    service.port !== undefined && service.port >= port.containerPort && service.port < port.containerPort + port.count
  );
}

function addStarted(scene: Scene, { node }: ShownContainer, service: ServiceNode, group: () => string): ShownService {
  const { role, port } = service.facts;
  const id = `${node.id}/${service.id.slice(service.id.lastIndexOf('/') + 1)}`;
  addServiceBox(scene, service, { id, service: service.id, container: node.id, group: group() });
  return { id, role, containerId: node.id, ...(port === undefined ? {} : { port: port.value }) };
}

/** The box of a service; one that trains says how, as far as its script tells. */
export function addServiceBox(scene: Scene, service: ServiceNode, box: TrainingBox): void {
  const { builder, index, language, depth } = scene;
  const script = index.edgesFrom(service.id, 'executes').flatMap(({ to }) => index.node(to)?.label ?? [])[0];
  const pipeline = pipelineOf(scene, service.id);
  const role = pipeline ? 'training' : service.facts.role;
  const lines = serviceLines({ ...service, facts: { ...service.facts, role } }, script, language);
  builder.addNode(
    box.id,
    serviceKind(role),
    [...lines, ...(pipeline ? trainingLines(pipeline, depth, language) : [])],
    {
      group: box.group,
      origin: service.origins[0],
      facts: { ...serviceFacts(service, script), ...(pipeline ? trainingFacts(pipeline) : {}) },
    },
  );
  if (pipeline) scene.trainings.push(box);
}

function serviceFacts({ facts }: ServiceNode, script: string | undefined): Record<string, string | number | undefined> {
  const { role, program, port, argv, launcher } = facts;
  return {
    role,
    program,
    command: argv.join(' '),
    port: port?.value,
    portFrom: port?.from,
    script,
    launcher: launcher?.name,
    nodes: launcher?.nodes,
    processesPerNode: launcher?.processesPerNode,
  };
}

function serviceKind(role: ServiceRole): DiagramNodeKind {
  return role === 'training' ? 'training' : 'service';
}

/** What a service box says: its name and port, or for training its launcher, script and size. */
function serviceLines(
  { facts, label: name }: ServiceNode,
  script: string | undefined,
  language: Language,
): readonly (string | undefined)[] {
  const { role, program, port, launcher } = facts;
  if (role === 'training') {
    return [
      label('training', language),
      [launcher?.name ?? program, script].filter(Boolean).join(' '),
      sizeText(launcher?.nodes, launcher?.processesPerNode, language),
    ];
  }
  const title = role === 'ssh' ? label('sshService', language) : name;
  return [title, port && portLine(port.value, language)];
}

/** `2 nodes · 8 processes per node`; one process on one machine needs no words. */
export function sizeText(
  nodes: number | string | undefined,
  processes: number | string | undefined,
  language: Language,
): string {
  if ((nodes ?? 1) === 1 && (processes ?? 1) === 1) return '';
  return [
    nodes !== undefined && nodes !== 1 && `${nodes} ${label('nodes', language)}`,
    processes !== undefined &&
      `${processes} ${label(processes === 1 ? 'processPerNode' : 'processesPerNode', language)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function portLine(port: number, language: Language): string {
  return `${label('port', language)} ${port}`;
}

/** Usual ports of programs that are found installed. */
const INSTALLED_PORTS = { ssh: 22, jupyter: 8888, tensorboard: 6006 } as const;

function addInstalled(
  scene: Scene,
  shown: ShownContainer,
  port: PortMapping,
  group: () => string,
): ShownService | undefined {
  const { builder, language } = scene;
  const { node, contents } = shown;
  const { sshServer, jupyter, tensorboard } = contents.software;
  const candidates: readonly { role: keyof typeof INSTALLED_PORTS; title: string; place: Place | undefined }[] = [
    { role: 'ssh', title: label('sshService', language), place: sshServer?.place },
    { role: 'jupyter', title: jupyter?.name ?? 'Jupyter', place: jupyter?.place },
    { role: 'tensorboard', title: 'TensorBoard', place: tensorboard?.place },
  ];
  const found = candidates.find(
    ({ role, place }) => place !== undefined && INSTALLED_PORTS[role] === port.containerPort,
  );
  if (!found) return undefined;
  const id = `${node.id}/${found.role}`;
  builder.addNode(id, 'service', [found.title, portLine(port.containerPort, language)], {
    group: group(),
    origin: found.place,
    facts: { role: found.role, port: port.containerPort, isStarted: false },
  });
  builder.addNote(sentence.notStarted(language, found.title));
  return { id, role: found.role, containerId: node.id, port: port.containerPort };
}

function addUnknown(
  { builder, language }: Scene,
  { node }: ShownContainer,
  port: PortMapping,
  group: () => string,
): ShownService {
  const id = `${node.id}/port-${port.containerPort}`;
  builder.addNode(id, 'service', [label('unknownService', language), portLine(port.containerPort, language)], {
    group: group(),
    origin: port.place,
    facts: { port: port.containerPort },
  });
  return { id, role: 'other', containerId: node.id, port: port.containerPort };
}
