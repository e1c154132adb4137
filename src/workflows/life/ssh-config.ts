import type { Plan } from '../../environment/plan/plan.js';
import { quoteForSshConfig } from './escape.js';
import { statePath } from './state-folder.js';

export interface SshAccess {
  readonly hostPort: number;
  readonly identityFiles: readonly string[];
}

/** The name under which ssh knows a project's container: it stays when the port moves. */
export function sshAlias(plan: Plan): string {
  return `torchdock-${plan.project.name}`;
}

/** The block for `~/.ssh/config`; also what `ssh -F` takes. The host key must be the one that was read from the container. */
export function writeSshConfig(plan: Plan, { hostPort, identityFiles }: SshAccess): string {
  const { root } = plan.project;
  const known = quoteForSshConfig(statePath(root, 'known_hosts'), true);
  const identities = identityFiles.map((path) => quoteForSshConfig(path, true)).filter((path) => path !== undefined);
  const lines = [
    `HostName 127.0.0.1`,
    `Port ${hostPort}`,
    `User ${plan.container.user.name}`,
    ...identities.map((path) => `IdentityFile ${path}`),
    // A path that ssh_config cannot hold: ssh then asks about the key, as it does for every new host.
    ...(known === undefined ? [] : [`UserKnownHostsFile ${known}`]),
    `HostKeyAlias ${sshAlias(plan)}`,
    `StrictHostKeyChecking ${known === undefined ? 'ask' : 'yes'}`,
  ];
  return [`Host ${sshAlias(plan)}`, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** A line of `known_hosts` from what `ssh_host_ed25519_key.pub` holds; undefined when that is no public key. */
export function writeKnownHosts(plan: Plan, publicKey: string): string | undefined {
  const [kind = '', key = ''] = publicKey.trim().split(/\s+/);
  return /^(?:ssh|ecdsa)-[a-z0-9-]+$/.test(kind) && /^AAAA[A-Za-z0-9+/]+=*$/.test(key)
    ? `${sshAlias(plan)} ${kind} ${key}\n`
    : undefined;
}
