import { type Engine, EngineError } from '../../engines/engine.js';
import { INSIDE } from '../../environment/plan/places-inside.js';
import type { Plan } from '../../environment/plan/plan.js';
import type { GatheredSecrets } from './secrets.js';
import { writeKnownHosts, writeSshConfig } from './ssh-config.js';
import { keepStateFile, statePath } from './state-folder.js';
import type { LifeWorld } from './world.js';

export interface SshWish {
  readonly plan: Plan;
  readonly hostPorts: readonly number[];
  readonly identityFiles: GatheredSecrets['identityFiles'];
}

/** Writes `known_hosts` and `ssh_config`. The key is read through the engine: nobody on the network can put in their own. */
export async function writeSshFiles(engine: Engine, wish: SshWish, { host }: LifeWorld): Promise<void> {
  const { plan, hostPorts, identityFiles } = wish;
  const { container, project } = plan;
  const hostPort = hostPorts[container.ports.findIndex(({ service }) => service === 'ssh')];
  if (hostPort === undefined) return;
  const key = await readHostKey(engine, plan);
  const knownHosts = key === undefined ? undefined : writeKnownHosts(plan, key);
  if (knownHosts !== undefined) keepStateFile(host, statePath(project.root, 'known_hosts'), knownHosts);
  keepStateFile(host, statePath(project.root, 'ssh_config'), writeSshConfig(plan, { hostPort, identityFiles }));
}

async function readHostKey(engine: Engine, { container }: Plan): Promise<string | undefined> {
  try {
    const path = `${container.user.home}/${INSIDE.sshFolder}/${INSIDE.sshHostKey}.pub`;
    const { status, stdout } = await engine.execute(container.name, ['cat', path], { timeoutMs: 10_000 });
    return status === 0 ? stdout : undefined;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
