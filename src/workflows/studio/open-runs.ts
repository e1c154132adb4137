import { sourceFindings } from '../../findings/catalog/source.js';
import type { Host } from '../../host/host.js';
import type { Language } from '../../views/diagram.js';
import type { ViewOptions } from '../../views/view.js';
import type { Drawn } from '../draw/drawn.js';
import type { StudioSubject } from '../studio.js';
import type { FoundTraining } from '../training/find-trainings.js';
import { type FoundRun, findRuns, type RunHeads } from './find-runs.js';
import type { RunEvent, RunPanel, RunProgress, RunWindow, RunWindowQuery } from './run-answers.js';
import type { RunDesk } from './run-desk.js';
import type { RunTarget } from './run-questions.js';

/** The runs of a folder: which there are, and what the desk answers of them. Only what was found can be asked for. */
export interface StudioRuns {
  readonly subjects: readonly StudioSubject[];
  readonly stamp: string;
  draw(id: string, options: ViewOptions): Promise<Drawn>;
  /** The first run without an id; undefined when there is none. */
  panel(id: string | undefined, language: Language): Promise<RunPanel | undefined>;
  progress(id: string | undefined): RunProgress | undefined;
  window(id: string | undefined, rank: number, query: RunWindowQuery): Promise<RunWindow | undefined>;
  event(id: string | undefined, rank: number, row: number): Promise<RunEvent | undefined>;
}

interface KnownOfFolder {
  readonly trainings: readonly FoundTraining[];
  readonly models: readonly StudioSubject[];
}

/** What the first bytes of files said is kept as long as the desk is: each refresh looks only into what is new. */
const HEADS = new WeakMap<RunDesk, RunHeads>();

export async function openRuns(host: Host, desk: RunDesk, known: KnownOfFolder): Promise<StudioRuns> {
  const heads = HEADS.get(desk) ?? new Map();
  HEADS.set(desk, heads);
  const runs = await findRuns(host, heads);
  const targets = runs.map((run) => aimAt(host, run, known));
  const find = (id: string | undefined): RunTarget | undefined => targets.find((one) => one.id === id) ?? targets[0];
  return {
    subjects: runs.map(({ id, label, group }) => ({ id, label, file: group })),
    stamp: targets.map(({ stamp }) => stamp).join(' '),
    draw: async (id, options) => {
      const target = find(id);
      if (!target) return { kind: 'refused', findings: [], sources: [] };
      try {
        const { diagram, findings, sources } = await desk.ask(target, 'picture', { options });
        return diagram ? { kind: 'drawn', diagram, findings, sources } : { kind: 'refused', findings, sources };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'refused', findings: [sourceFindings.unreadable({ path: target.id, reason })], sources: [] };
      }
    },
    panel: async (id, language) => {
      const target = find(id);
      return target && desk.ask(target, 'panel', { language });
    },
    progress: (id) => desk.progress(find(id)?.id ?? ''),
    window: (id, rank, query) => desk.askOpen(find(id)?.id ?? '', 'window', { rank, query }),
    event: (id, rank, row) => desk.askOpen(find(id)?.id ?? '', 'event', { rank, row }),
  };
}

/** With the script that it is taken to be of: the only one of the folder that trains. */
function aimAt(host: Host, { id, stamp, paths }: FoundRun, { trainings, models }: KnownOfFolder): RunTarget {
  const scripts = [...new Set(trainings.map(({ file }) => file))];
  const script = scripts.length === 1 ? scripts[0] : undefined;
  const commands = new Map(trainings.map(({ arguments: words }) => [words.join('\0'), words]));
  const [words] = commands.size === 1 ? [...commands.values()] : [];
  const changedMs = script === undefined ? 0 : (host.status(`${host.workingDirectory}/${script}`)?.modifiedMs ?? 0);
  return {
    id,
    stamp: `${stamp} ${changedMs}`,
    folder: host.workingDirectory,
    paths,
    ...(script === undefined ? {} : { script }),
    ...(words && words.length > 0 ? { arguments: words } : {}),
    models,
  };
}
