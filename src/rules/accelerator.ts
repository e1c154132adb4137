import type { Place } from '../base/text.js';
import { acceleratorFindings } from '../findings/catalog/accelerator.js';
import type { Mend } from '../findings/finding.js';
import { replaceText } from '../findings/mend.js';
import { type ContainerContents, contentsOfContainer } from '../graph/contents.js';
import type { GraphIndex } from '../graph/graph.js';
import type { ContainerNode } from '../graph/node.js';
import type { Rule } from './rule.js';

/** Roles that want the GPU when the image has CUDA. */
const GPU_ROLES: ReadonlySet<string> = new Set(['training', 'jupyter', 'model-server']);

const noGpu: Rule = {
  code: 'GPU-01',
  check: (graph) =>
    graph
      .nodesOf('container')
      .filter((container) => container.facts.platform === 'compose' && !hasGpu(graph, container))
      .flatMap((container) => {
        const contents = contentsOfContainer(graph, container.id);
        const service = contents.services.find(({ facts }) => GPU_ROLES.has(facts.role));
        const software = cudaSoftware(contents);
        if (!service || !software || isMeantForCpu(container)) return [];
        const { program } = service.facts;
        return [acceleratorFindings.noGpu({ container: container.label, software, program }, container.origins[0])];
      }),
};

/** A runtime other than the usual one may bring the GPU; so may a device file. */
function hasGpu(graph: GraphIndex, { id, facts }: ContainerNode): boolean {
  return (
    graph.edgesFrom(id, 'uses-gpu').length > 0 ||
    facts.settings.some(
      ({ name, value }) => name === 'runtime' || name === 'device' || (name === 'privileged' && value === 'true'),
    )
  );
}

/** What in the image needs a GPU, in words; undefined when nothing certainly does. */
function cudaSoftware({ software, isAssumed }: ContainerContents): string | undefined {
  const { torch, cuda } = software;
  if (isAssumed || !torch || torch.build === 'cpu') return undefined;
  if (torch.build?.startsWith('cu')) return `PyTorch for CUDA (${torch.build})`;
  return cuda ? `PyTorch with CUDA ${cuda.version ?? ''}`.trimEnd() : undefined;
}

/** The file says so: by the name of the service, a profile, or by hiding every GPU. */
function isMeantForCpu({ label, facts }: ContainerNode): boolean {
  return (
    /(?:^|[-_.])cpu(?:[-_.]|$)/i.test(label) ||
    facts.settings.some(({ name, value }) => name === 'profile' && /cpu/i.test(value)) ||
    facts.environment.some(
      ({ name, value }) => name === 'CUDA_VISIBLE_DEVICES' && /^(?:|-1|none)$/i.test(value ?? 'set'),
    )
  );
}

const fractionalGpu: Rule = {
  code: 'GPU-07',
  check: (graph) =>
    graph
      .nodesOf('container')
      .filter(({ facts }) => facts.platform === 'kubernetes')
      .flatMap((container) =>
        graph
          .edgesFrom(container.id, 'uses-gpu')
          .flatMap(({ facts: { count }, origins }) =>
            typeof count === 'number' && !Number.isInteger(count)
              ? [
                  acceleratorFindings.fractionalGpu(
                    { container: container.label, count },
                    origins[0],
                    wholeMend(count, origins[0]),
                  ),
                ]
              : [],
          ),
      ),
};

/** A suggestion only: perhaps the GPU should be shared by other means. */
function wholeMend(count: number, place: Place | undefined): Mend | undefined {
  const whole = String(Math.ceil(count));
  const title = `Ask for ${whole}`;
  return place && { title, edits: [replaceText(place, String(count), whole)], isCertain: false };
}

export const acceleratorRules: readonly Rule[] = [noGpu, fractionalGpu];
