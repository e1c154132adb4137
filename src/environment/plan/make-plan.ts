import { digestText } from '../../base/digest.js';
import { lockFindings } from '../../findings/catalog/lock.js';
import type { Finding } from '../../findings/finding.js';
import { findLostPaths } from './find-lost-paths.js';
import { judgePlan } from './judge-plan.js';
import { judgeTrust } from './judge-trust.js';
import type { Plan, ProjectPlan } from './plan.js';
import { planContainer, planVolumes } from './plan-container.js';
import { planImage } from './plan-image.js';
import type { PlanInput } from './plan-input.js';
import { planLimits } from './plan-limits.js';
import { planUser } from './plan-user.js';

export interface MadePlan {
  /** Undefined when the lock has no such accelerator. An error among the findings forbids to carry it out. */
  readonly plan: Plan | undefined;
  readonly findings: readonly Finding[];
}

/** From what is wanted and locked to all that is to be done. The same input gives the same bytes, and no secret is in it. */
export function makePlan(input: PlanInput): MadePlan {
  const { spec, lock, accelerator } = input;
  const environment = Object.hasOwn(lock.environments, accelerator) ? lock.environments[accelerator] : undefined;
  if (!environment) {
    const locked = Object.keys(lock.environments);
    return {
      plan: undefined,
      findings: [lockFindings.notLocked({ accelerator, locked }, spec.places['accelerators'])],
    };
  }
  const project = planProject(spec.name, input.root);
  const { user, findings: userFindings } = planUser(spec, input.people);
  const { limits, findings: limitFindings } = planLimits(spec, input.machine);
  const image = planImage(input, { environment, project, user });
  const container = planContainer(input, { project, image, user, limits });
  const plan: Plan = {
    project,
    accelerator,
    environment,
    image,
    container,
    volumes: planVolumes(spec, project),
  };
  const findings = [
    ...judgeTrust(spec, environment.base),
    ...judgePlan(spec, plan),
    ...userFindings,
    ...limitFindings,
    ...findLostPaths(spec, plan),
  ];
  return { plan, findings };
}

export function planProject(name: string, root: string): ProjectPlan {
  return { name, id: digestText(root, 8), root };
}
