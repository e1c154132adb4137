import { relativePath } from '../../base/paths.js';
import { formatBytes } from '../../base/units.js';
import { visibleText } from '../../findings/render/escape.js';
import type { Change } from '../../workflows/life/compare-plans.js';
import { SERVICE_TITLES } from '../../workflows/life/wait-until-ready.js';
import type { LifeEvent } from '../../workflows/life/world.js';

const CONTAINER_WORDS = {
  created: 'Made and started',
  started: 'Started',
  stopped: 'Stopped',
  removed: 'Removed',
} as const;

/** An event as lines for a person; builds are shown by `build-display.ts`. */
export function describeEvent(event: LifeEvent, workingDirectory: string): readonly string[] {
  switch (event.kind) {
    case 'lock-written':
      return [`Wrote ${visibleText(relativePath(workingDirectory, event.path))}.`];
    case 'gives':
      return [
        'Of this machine, beside the project, it gets:',
        ...event.folders.map(
          ({ source, target, isReadOnly }) =>
            `  ${visibleText(source)} at ${visibleText(target)}, to read${isReadOnly ? ' only' : ' and write'}`,
        ),
        ...event.variables.map((name) => `  the variable ${visibleText(name)}, as a file`),
      ];
    case 'build-started':
      return [`Building ${visibleText(event.reference)} with ${event.engine}`];
    case 'build':
    case 'build-ended':
      return [];
    case 'build-goes-on':
      return [
        'Podman finishes this build by itself: its service cannot be asked to end one. The next build finds it done.',
      ];
    case 'replacing':
      return [
        `${visibleText(event.container)} is made anew${event.changes.length > 0 ? ', because of what has changed:' : ': it was made by another plan.'}`,
        ...event.changes.map((change) => `  ${describeChange(change)}`),
      ];
    case 'restarting':
      return [
        `${visibleText(event.container)} starts anew, to see what has changed: ${event.secrets.map(visibleText).join(', ')}`,
      ];
    case 'volume':
      return [`${event.action === 'created' ? 'Made' : 'Removed'} volume ${visibleText(event.name)}`];
    case 'image':
      return [`Removed image ${visibleText(event.reference)}`];
    case 'container':
      return [`${CONTAINER_WORDS[event.action]} ${visibleText(event.name)}`];
    case 'gpus-left-out':
      return [`Without GPUs: ${visibleText(event.reason)}`];
    case 'port-taken': {
      const { service, containerPort } = event.port;
      const title = service === 'other' ? `port ${containerPort}` : SERVICE_TITLES[service];
      return [`Port ${event.port.hostPort} is taken: ${title} is on ${event.hostPort}.`];
    }
    case 'waiting':
      return [`Waiting for ${SERVICE_TITLES[event.service]} on port ${event.hostPort}`];
  }
}

/** `limits.memoryBytes: 4 GiB → 8 GiB`. */
export function describeChange({ field, before, after }: Change): string {
  const show = (value: string | undefined): string =>
    value === undefined ? 'none' : visibleText(inUnits(field, value));
  return `${visibleText(field)}: ${show(before)} → ${show(after)}`;
}

function inUnits(field: string, value: string): string {
  return field.endsWith('Bytes') && /^\d+$/.test(value) ? formatBytes(Number(value)) : value;
}
