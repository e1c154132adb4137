import { LABELS } from '../../plan/plan.js';
import { type Check, type CheckName, makeCheck } from '../check.js';
import type { Measured } from '../measured.js';
import { judgeContainer } from './judge-container.js';
import { judgeFolders } from './judge-folders.js';
import { judgeGpus } from './judge-gpus.js';
import { judgeJupyter } from './judge-jupyter.js';
import { judgeLimits } from './judge-limits.js';
import { judgeReach } from './judge-reach.js';
import { judgeRights } from './judge-rights.js';
import { judgeSsh } from './judge-ssh.js';
import { judgeVersions } from './judge-versions.js';

/** All checks of a plan, in the order of the list. Pure: whatever was not measured is null, with its reason. */
export function judgeAll(measured: Measured): readonly Check[] {
  const { plan, container, inside } = measured;
  if (container?.status !== 'running' || container.labels[LABELS.project] !== plan.project.id)
    return [...judgeContainer(measured), ...unmeasured('nothing of ours runs')];
  const { ports } = plan.container;
  const hasService = (service: 'jupyter' | 'ssh'): boolean => ports.some((port) => port.service === service);
  return [
    ...judgeContainer(measured),
    ...(inside
      ? [...judgeLimits(plan.container.limits, inside), ...judgeRights(plan.container, inside, container)]
      : unmeasured(measured.insideProblem, [
          'memory',
          'cpu',
          'pids',
          'shared-memory',
          'user',
          'no-new-privileges',
          'capabilities',
          'seccomp',
        ])),
    ...judgeReach(ports, container.ports, measured.listeners),
    ...(hasService('jupyter') ? judgeJupyter(measured.jupyter, inside) : []),
    ...(hasService('ssh') ? judgeSsh(measured.ssh, inside) : []),
    ...(inside
      ? [...judgeFolders(plan.container, container.id, inside), ...judgeVersions(plan.environment, inside.python)]
      : unmeasured(measured.insideProblem, ['workspace', 'python', 'torch', 'cuda'])),
    ...judgeGpus(measured),
  ];
}

/** Where nothing runs, nothing is claimed. */
function unmeasured(
  reason: string,
  names: readonly CheckName[] = [
    'memory',
    'cpu',
    'pids',
    'shared-memory',
    'user',
    'published',
    'workspace',
    'python',
    'torch',
    'cuda',
    'gpu-count',
  ],
): readonly Check[] {
  return names.map((name) => makeCheck(name, { expected: 'as the plan says', measured: reason, ok: null }));
}
