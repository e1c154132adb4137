import type { ContainerState, Engine } from '../../engines/engine.js';
import { LABELS, type Plan } from '../../environment/plan/plan.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';

/** What is to be done with the container, by what is there. */
export type Task =
  | { readonly kind: 'nothing'; readonly container: ContainerState }
  /** It runs with secrets that have changed since. */
  | { readonly kind: 'restart'; readonly container: ContainerState }
  | { readonly kind: 'start'; readonly container: ContainerState }
  | { readonly kind: 'replace'; readonly container: ContainerState }
  | { readonly kind: 'create' }
  | { readonly kind: 'refuse'; readonly findings: readonly Finding[] };

/** Looks, and touches nothing. What does not carry this project's label is never ours, whatever its name. */
export async function chooseTask(engine: Engine, plan: Plan, hasStaleSecrets: boolean): Promise<Task> {
  const { container, project } = plan;
  const found = await engine.findContainer(container.name);
  const findings = found && !isOurs(found.labels, plan) ? [foreign(engine, container.name)] : [];
  for (const { name } of plan.volumes) {
    const volume = await engine.findVolume(name);
    if (volume && volume.labels[LABELS.project] !== project.id)
      findings.push(lifeFindings.foreignVolume({ name, engine: engine.description.kind }));
  }
  if (findings.length > 0) return { kind: 'refuse', findings };
  return found ? judgeContainer(found, plan, hasStaleSecrets) : { kind: 'create' };
}

function judgeContainer(container: ContainerState, plan: Plan, hasStaleSecrets: boolean): Task {
  if (container.labels[LABELS.containerDigest] !== plan.container.digest) return { kind: 'replace', container };
  switch (container.status) {
    case 'running':
      return { kind: hasStaleSecrets ? 'restart' : 'nothing', container };
    case 'created':
    case 'exited':
      return { kind: 'start', container };
    // Held, or on its way out: a start would not bring it back.
    case 'paused':
    case 'dead':
    case 'removing':
    case 'other':
      return { kind: 'replace', container };
  }
}

function isOurs(labels: Readonly<Record<string, string>>, { project }: Pick<Plan, 'project'>): boolean {
  return labels[LABELS.project] === project.id;
}

function foreign(engine: Engine, name: string): Finding {
  return lifeFindings.foreignContainer({ name, engine: engine.description.kind });
}
