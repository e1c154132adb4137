import type { PortSeen, SshSeen } from '../../environment/measure/measured.js';
import { readSshAnswer, type SshAnswer } from '../../environment/measure/ssh-answers.js';
import type { Plan } from '../../environment/plan/plan.js';
import type { Host } from '../../host/host.js';
import { quoteForSshConfig } from '../life/escape.js';
import { sshAlias } from '../life/ssh-config.js';
import { statePath } from '../life/state-folder.js';
import { reachable } from '../life/wait-until-ready.js';

const BANNER_TIMEOUT_MS = 5_000;
const LOGIN_TIMEOUT_MS = 15_000;

interface SshTarget {
  readonly address: string;
  readonly hostPort: number;
}

/** Tries the door of SSH with the host's own program: without a key, as root, and with a key of the person. */
export async function measureSsh(
  host: Host,
  plan: Plan,
  published: readonly PortSeen[],
  identityFiles: readonly string[],
): Promise<SshSeen> {
  const wish = plan.container.ports.find(({ service }) => service === 'ssh');
  const port = wish && published.find(({ containerPort }) => containerPort === wish.containerPort);
  if (!port) return { noKey: 'its port is not published' };
  const target = { address: reachable(port.address), hostPort: port.hostPort };
  const banner = await host.network.readBanner(target.address, target.hostPort, BANNER_TIMEOUT_MS);
  if (banner === undefined) return { noKey: 'no server answers' };
  const user = plan.container.user.name;
  const withoutKey = await login(host, target, user, ['PreferredAuthentications=none']);
  if (withoutKey.kind === 'unclear') return { banner, withoutKey, noKey: withoutKey.reason };
  const identity = await findUsableKey(host, identityFiles);
  const quoted = identity === undefined ? undefined : quoteForSshConfig(identity, true);
  if (quoted === undefined) return { banner, withoutKey, noKey: 'no key of yours can be used without being asked for' };
  const key = ['PreferredAuthentications=publickey', `IdentityFile=${quoted}`];
  return {
    banner,
    withoutKey,
    asUser: await login(host, target, user, [...key, ...hostKeyOptions(host, plan)]),
    asRoot: await login(host, target, 'root', key),
    noKey: '',
  };
}

async function login(
  host: Host,
  { address, hostPort }: SshTarget,
  user: string,
  own: readonly string[],
): Promise<SshAnswer> {
  const settings = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'ConnectTimeout=5',
    'LogLevel=ERROR',
    ...own,
    // Of two values the first one holds: these are for whoever has not said otherwise.
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'GlobalKnownHostsFile=/dev/null',
  ].flatMap((setting) => ['-o', setting]);
  // No file of settings: a ProxyCommand or another key in it would be measured instead.
  const args = ['-F', '/dev/null', ...settings, '-p', String(hostPort), '-l', user, '--', address, 'true'];
  return readSshAnswer(await host.run('ssh', args, { timeoutMs: LOGIN_TIMEOUT_MS }));
}

/** The host key that `up` has read from the container itself, where it has. */
function hostKeyOptions(host: Host, plan: Plan): readonly string[] {
  const path = statePath(plan.project.root, 'known_hosts');
  const quoted = quoteForSshConfig(path, true);
  if (quoted === undefined || host.status(path)?.kind !== 'file') return [];
  return [`UserKnownHostsFile=${quoted}`, `HostKeyAlias=${sshAlias(plan)}`, 'StrictHostKeyChecking=yes'];
}

/** One without a passphrase: `ssh-keygen` can tell its public part with an empty one. */
async function findUsableKey(host: Host, identityFiles: readonly string[]): Promise<string | undefined> {
  for (const path of identityFiles) {
    const { status } = await host.run('ssh-keygen', ['-y', '-P', '', '-f', path], { timeoutMs: LOGIN_TIMEOUT_MS });
    if (status === 0) return path;
  }
  return undefined;
}
