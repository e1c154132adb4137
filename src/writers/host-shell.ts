import { quoteWordOnLine } from '../base/shell/escape.js';
import type { Plan } from '../environment/plan/plan.js';
import { type HostMount, hostMounts, isSayable, VOLUMES_VARIABLE } from './host-folders.js';
import type { Loss } from './target.js';

/** What scripts for targets without volumes begin with, and how their words are written. */
export interface HostShell {
  /** Lines that choose and make the folders for volumes. */
  readonly folders: readonly string[];
  /** `SOURCE:TARGET[:ro]`, as words of the shell. */
  readonly mounts: readonly string[];
  /** Variables that a shell can set: their names, and values as words. */
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** What cannot be said in such a script at all. */
  readonly losses: readonly Loss[];
}

export function writeHostShell(plan: Plan): HostShell {
  const all = hostMounts(plan);
  const mounts = all.filter(isSayable);
  const volumes = mounts.filter(({ isBelowVariable }) => isBelowVariable);
  const variables = Object.entries(plan.container.environment);
  const environment = variables.filter(([name]) => /^[A-Za-z_]\w*$/.test(name));
  return {
    folders:
      volumes.length === 0
        ? []
        : [
            `${VOLUMES_VARIABLE}="\${${VOLUMES_VARIABLE}:-$HOME/torchdock-volumes}"`,
            `mkdir -p ${volumes.map(sourceWord).join(' ')}`,
          ],
    mounts: mounts.map((mount) => {
      const rest = `:${mount.target}${mount.isReadOnly ? ':ro' : ''}`;
      return mount.isBelowVariable
        ? `${sourceWord(mount)}${quoteWordOnLine(rest)}`
        : quoteWordOnLine(mount.source + rest);
    }),
    environment: environment.map(([name, value]) => ({ name, value: quoteWordOnLine(value) })),
    losses: [
      ...all.filter((mount) => !isSayable(mount)).map(unsayableMount),
      ...variables.filter((entry) => !environment.includes(entry)).map(([name]) => unsayableVariable(name)),
    ],
  };
}

function sourceWord({ source, isBelowVariable }: HostMount): string {
  return isBelowVariable ? `"$${VOLUMES_VARIABLE}"/${quoteWordOnLine(source)}` : quoteWordOnLine(source);
}

function unsayableMount({ source, target }: HostMount): Loss {
  const message = `The mount of ${source} on ${target} is left out: a path with a colon or a comma cannot be written there.`;
  return { field: 'folders', kind: 'lost', message };
}

function unsayableVariable(name: string): Loss {
  return { field: 'environment', kind: 'lost', message: `${name} is left out: no shell takes it for a variable.` };
}
