import picocolors from 'picocolors';
import { writeJsonDocument } from '../../base/json-document.js';
import { joinPath, relativePath } from '../../base/paths.js';
import { OWN_SECRETS } from '../../environment/plan/places-inside.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { readToken } from '../../workflows/life/secrets.js';
import { sshAlias } from '../../workflows/life/ssh-config.js';
import { statePath } from '../../workflows/life/state-folder.js';
import { authority, reachable } from '../../workflows/life/wait-until-ready.js';
import type { Up } from '../../workflows/up.js';
import type { CommandContext } from '../command.js';
import { quoteIfNeeded } from '../completion/escape.js';
import { type HelpRow, layoutColumns, readableWidth } from '../help/columns.js';
import { printFindings } from '../show-findings.js';

const DONE: Readonly<Record<Up['action'], string>> = {
  nothing: 'is up already; nothing changed',
  restart: 'is up again',
  start: 'is up again',
  replace: 'is up, made anew',
  create: 'is up',
};

interface ShownPort {
  readonly service: 'jupyter' | 'ssh' | 'other';
  readonly containerPort: number;
  readonly address: string;
  readonly hostPort: number;
}

/** Says where everything is and what to type next. The token is shown to a person at a terminal, never to a log. */
export function showUp(up: Up, { showsToken }: { readonly showsToken: boolean }, context: CommandContext): void {
  const { host, print, say } = context;
  const { bold } = picocolors.createColors(host.terminal.hasColor);
  const { plan, engine } = up;
  printFindings(up.findings, 'text', up.sources, { ...context, print: say });
  if (up.hasEnded) {
    print(`${bold(plan.project.name)} ran its command, which ended with status 0.`);
    return;
  }
  const rows = portsOf(up).map((port) => describePort(port, up, { host, showsToken }));
  print(
    [
      `${bold(plan.project.name)} ${DONE[up.action]} (${engine.kind}, ${plan.accelerator}).`,
      ...layoutLong(rows, readableWidth(host.terminal.columns)),
    ].join('\n'),
  );
  const folder = relativePath(host.workingDirectory, plan.project.root);
  const place = folder === '.' ? '' : ` ${visibleText(quoteIfNeeded(folder))}`;
  say(`Next: ${['verify', 'shell', 'logs', 'down'].map((name) => `torchdock ${name}${place}`).join(', ')}`);
}

/** An address must stay in one piece, so that it can be copied: what has no room stands on its own line. */
function layoutLong(rows: readonly HelpRow[], width: number): readonly string[] {
  return rows.some(([, text]) => / /.test(text))
    ? layoutColumns(rows, width, 11)
    : rows.map(([term, text]) => `  ${term.padEnd(9)}${text}`);
}

function portsOf({ plan, hostPorts }: Up): readonly ShownPort[] {
  return plan.container.ports.map((port, index) => ({ ...port, hostPort: hostPorts[index] ?? port.hostPort }));
}

function describePort(
  port: ShownPort,
  { plan }: Up,
  { host, showsToken }: { readonly host: CommandContext['host']; readonly showsToken: boolean },
): HelpRow {
  const place = authority(reachable(port.address), port.hostPort);
  const { root } = plan.project;
  if (port.service === 'ssh') {
    const config = relativePath(host.workingDirectory, statePath(root, 'ssh_config'));
    return ['SSH', `ssh -F ${visibleText(quoteIfNeeded(config))} ${sshAlias(plan)}`];
  }
  if (port.service === 'other') return [`${port.containerPort}`, place];
  const file = statePath(root, OWN_SECRETS.jupyter);
  const token = showsToken ? readToken(host, file) : undefined;
  return token === undefined
    ? ['Jupyter', `http://${place}/ token in ${visibleText(relativePath(host.workingDirectory, file))}`]
    : ['Jupyter', `http://${place}/?token=${token}`];
}

/** The document `up/1`; without the token unless it is asked for. */
export function toUpDocument(
  up: Up,
  { showsToken }: { readonly showsToken: boolean },
  context: CommandContext,
): string {
  const { plan, engine } = up;
  const { project, container, image } = plan;
  const ports = portsOf(up);
  const jupyter = ports.find(({ service }) => service === 'jupyter');
  const ssh = ports.find(({ service }) => service === 'ssh');
  const tokenFile = statePath(project.root, OWN_SECRETS.jupyter);
  const token = showsToken ? readToken(context.host, tokenFile) : undefined;
  return writeJsonDocument({
    schema: 'up/1',
    result: up.action,
    name: project.name,
    engine: { kind: engine.kind, version: engine.version },
    accelerator: plan.accelerator,
    container: { name: container.name, digest: container.digest, hasEnded: up.hasEnded },
    image: image.reference,
    given: up.given,
    changes: up.changes.map(({ field, before, after }) => ({ field, before: before ?? null, after: after ?? null })),
    ports: ports.map(({ service, containerPort, address, hostPort }) => ({
      service,
      containerPort,
      address,
      hostPort,
    })),
    jupyter: jupyter
      ? {
          url: `http://${authority(reachable(jupyter.address), jupyter.hostPort)}/`,
          tokenFile,
          ...(token === undefined ? {} : { token }),
        }
      : null,
    ssh: ssh
      ? {
          host: reachable(ssh.address),
          port: ssh.hostPort,
          user: container.user.name,
          config: joinPath(statePath(project.root, 'ssh_config')),
        }
      : null,
    findings: up.findings.map(toFindingRecord),
  });
}
