import { composeFindings } from '../../findings/catalog/compose.js';
import type { FragmentBuilder } from '../../graph/fragment.js';
import type { ContainerFacts, ContainerNode, NodeId } from '../../graph/node.js';
import type { ReadContext } from '../reader.js';
import { checkReferences, checkServiceKeys } from './check-names.js';
import { pairsIn, textIn, textsIn, valueIn } from './compose-value.js';
import type { ComposeProject, ProjectService } from './load-project.js';
import { addServiceCommand } from './service-command.js';
import { readServiceEnvironment } from './service-environment.js';
import { addServiceGpus } from './service-gpus.js';
import { addServiceImage } from './service-image.js';
import { readReplicas, readServiceLimits } from './service-limits.js';
import { readServicePorts } from './service-ports.js';
import type { EnvironmentFiles, ServiceReading } from './service-reading.js';
import { readServiceSettings } from './service-settings.js';
import { addServiceVolumes } from './service-volumes.js';
import { suggestName } from './suggest-name.js';

export interface ServiceTarget {
  readonly builder: FragmentBuilder;
  readonly context: ReadContext;
  readonly project: ComposeProject;
  /** Containers by the names of their services, for `depends_on`. */
  readonly ids: ReadonlyMap<string, NodeId>;
  readonly environmentFiles: EnvironmentFiles;
}

/** Adds the container of a service, with all that hangs on it. */
export function addService(target: ServiceTarget, service: ProjectService, id: NodeId): void {
  const reading = startReading(target, service, id);
  checkServiceKeys(service, reading.report);
  checkReferences(service, target.project, reading.report);
  // What a provider brings is no container.
  if (valueIn(service.value, 'provider')) return;
  const image = addServiceImage(reading);
  const mounts = addServiceVolumes(reading);
  const facts = readAdditions(reading);
  const { command, entrypoint } = addServiceCommand(reading, facts, mounts);
  const replicas = readReplicas(service.value, reading.report);
  const settings = entrypoint ? [...facts.settings, { name: 'entrypoint' as const, ...entrypoint }] : facts.settings;
  addContainer(reading, {
    ...facts,
    settings,
    ...(image === undefined ? {} : { image }),
    ...(command ? { command } : {}),
    ...(replicas ? { replicas } : {}),
  });
}

/** Adds what an overlay brings to the container of another project's service: not what it runs, which it may replace. */
export function addServiceAdditions(target: ServiceTarget, service: ProjectService, id: NodeId): void {
  const reading = startReading(target, service, id);
  checkServiceKeys(service, reading.report);
  addServiceVolumes(reading);
  addContainer(reading, readAdditions(reading));
}

function startReading(target: ServiceTarget, service: ProjectService, id: NodeId): ServiceReading & ServiceTarget {
  const report = target.builder.addFinding;
  return { ...target, service, value: service.value, id, report };
}

function readAdditions(reading: ServiceReading & ServiceTarget): ContainerFacts {
  addServiceGpus(reading);
  addDependencies(reading);
  return {
    platform: 'compose',
    ports: readServicePorts(reading.value, reading.report),
    environment: readServiceEnvironment(reading),
    limits: readServiceLimits(reading.value, reading.report),
    settings: readServiceSettings(reading.value),
  };
}

function addContainer({ builder, service, id }: ServiceReading, facts: ContainerFacts): void {
  const node: ContainerNode = { kind: 'container', id, label: service.name, origins: [service.place], facts };
  builder.addNode(node);
}

/** `depends_on`, and what `links` and `volumes_from` need running. */
function addDependencies({ builder, value, id, ids, report }: ServiceReading & ServiceTarget): void {
  for (const { key, keyPlace, value: how } of pairsIn(value, 'depends_on')) {
    const condition = textIn(how, 'condition');
    const other = ids.get(key);
    if (other === id) continue;
    if (other) builder.addEdge('depends-on', id, other, keyPlace, condition ? { condition } : {});
    else if (!key.includes('$') && !/^(?:false|no)$/i.test(textIn(how, 'required') ?? ''))
      report(composeFindings.unknownDependency({ name: key, suggestion: suggestName(key, ids.keys()) }, keyPlace));
  }
  for (const item of [...textsIn(value, 'links'), ...textsIn(value, 'volumes_from')]) {
    const other = ids.get(item.text.split(':', 1)[0] ?? '');
    if (other && other !== id) builder.addEdge('depends-on', id, other, item.place, {});
  }
}
