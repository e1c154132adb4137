import { label } from '../labels.js';
import type { Scene } from './scene.js';
import { serviceFacts, serviceKind, serviceLines } from './services.js';
import { addSite, addWorkloadGroups } from './sites.js';

/** What a workload starts without a container: a Slurm script that calls torchrun on the machine itself. */
export function addWorkloadServices(scene: Scene): void {
  const { builder, index, language } = scene;
  for (const workload of index.nodesOf('workload')) {
    for (const edge of index.edgesFrom(workload.id, 'starts')) {
      const service = index.node(edge.to);
      if (service?.kind !== 'service') continue;
      const { group: siteGroup, root } = addSite(scene, workload.facts.platform, workload.origins[0]);
      const group = addWorkloadGroups(scene, workload.id, siteGroup);
      const script = index
        .edgesFrom(service.id, 'executes')
        .flatMap((executes) => index.node(executes.to)?.label ?? [])[0];
      builder.addNode(service.id, serviceKind(service.facts.role), serviceLines(service, script, language), {
        group,
        origin: service.origins[0],
        facts: serviceFacts(service, script),
      });
      builder.addEdge(root, service.id, 'flow', { label: label('runs', language), origin: workload.origins[0] });
    }
  }
}
