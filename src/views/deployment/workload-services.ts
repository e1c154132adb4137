import { label } from '../labels.js';
import { addGpus } from './gpus.js';
import type { Scene } from './scene.js';
import { addServiceBox } from './services.js';
import { addSite, addWorkloadGroups } from './sites.js';

/** What a workload starts without a container: a Slurm script that calls torchrun on the machine itself. */
export function addWorkloadServices(scene: Scene): void {
  const { builder, index, language } = scene;
  for (const workload of index.nodesOf('workload')) {
    const services = index.edgesFrom(workload.id, 'starts').flatMap((edge) => {
      const node = index.node(edge.to);
      return node?.kind === 'service' ? [node] : [];
    });
    if (services.length === 0) continue;
    const { group: siteGroup, root } = addSite(scene, workload.facts.platform, workload.origins[0]);
    const group = addWorkloadGroups(scene, workload.id, siteGroup);
    for (const service of services) {
      addServiceBox(scene, service, { id: service.id, service: service.id, container: undefined, group });
      builder.addEdge(root, service.id, 'flow', { label: label('runs', language), origin: workload.origins[0] });
    }
    const training = services.filter(({ facts }) => facts.role === 'training');
    addGpus(
      scene,
      workload.id,
      (training.length > 0 ? training : services).map(({ id }) => id),
      siteGroup,
    );
  }
}
