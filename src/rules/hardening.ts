import { hardeningFindings } from '../findings/catalog/hardening.js';
import type { ContainerNode, Platform, ServiceFacts } from '../graph/node.js';
import type { Rule } from './rule.js';
import { runningServices } from './running-services.js';

/** Files that are kept and run again; a `docker run` line in a text is typed once. */
const KEPT_PLATFORMS: ReadonlySet<Platform> = new Set<Platform>(['compose', 'kubernetes']);

/** Programs in which whoever gets in can type commands. */
const OPEN_ROLES: ReadonlySet<ServiceFacts['role']> = new Set<ServiceFacts['role']>(['jupyter', 'ssh', 'code-server']);

const newPrivileges: Rule = {
  code: 'SEC-04',
  check: (graph) =>
    runningServices(graph)
      .filter(({ container, service }) => OPEN_ROLES.has(service.facts.role) && isKept(container))
      .filter(({ container }) => !hasSetting(container, 'securityOption', /no-new-privileges(?!:false)/))
      .filter(({ container }) => !hasSetting(container, 'privileged', /^true$/i))
      .map(({ container, service }) =>
        hardeningFindings.newPrivileges(
          { container: container.label, program: service.facts.program, isKubernetes: isKubernetes(container) },
          container.origins[0],
        ),
      ),
};

const noMemoryLimit: Rule = {
  code: 'SEC-05',
  check: (graph) =>
    runningServices(graph)
      .filter(({ container, service }) => service.facts.role === 'training' && isKept(container))
      .filter(({ container }) => container.facts.limits.memoryBytes === undefined)
      .filter(({ container }) => graph.edgesFrom(container.id, 'uses-gpu').length > 0)
      .map(({ container, service }) =>
        hardeningFindings.noMemoryLimit(
          { container: container.label, program: service.facts.program, isKubernetes: isKubernetes(container) },
          container.origins[0],
        ),
      ),
};

const lockedMemory: Rule = {
  code: 'ULM-01',
  check: (graph) =>
    runningServices(graph).flatMap(({ container, service }) => {
      const nodes = service.facts.launcher?.nodes;
      const isEngine = /^(?:docker|podman|compose)$/.test(container.facts.platform);
      const isSeveral = typeof nodes === 'number' ? nodes > 1 : nodes?.startsWith('$') === true;
      if (!isEngine || !isSeveral || hasSetting(container, 'ulimit', /^memlock\b/)) return [];
      if (hasSetting(container, 'privileged', /^true$/i)) return [];
      const count = typeof nodes === 'number' ? String(nodes) : 'several';
      return [hardeningFindings.lockedMemory({ container: container.label, nodes: count }, container.origins[0])];
    }),
};

function isKept({ facts }: ContainerNode): boolean {
  return KEPT_PLATFORMS.has(facts.platform);
}

function isKubernetes({ facts }: ContainerNode): boolean {
  return facts.platform === 'kubernetes';
}

function hasSetting({ facts }: ContainerNode, wanted: string, value: RegExp): boolean {
  return facts.settings.some((setting) => setting.name === wanted && value.test(setting.value));
}

export const hardeningRules: readonly Rule[] = [newPrivileges, noMemoryLimit, lockedMemory];
