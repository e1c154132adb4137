import { joinPath } from '../base/paths.js';
import { type Engine, type EngineDescription, EngineError } from '../engines/engine.js';
import type { EngineWish } from '../engines/find-engine.js';
import { STATE_FOLDER } from '../environment/plan/places-inside.js';
import { LABELS, type ProjectPlan } from '../environment/plan/plan.js';
import { lifeFindings } from '../findings/catalog/life.js';
import type { Finding } from '../findings/finding.js';
import { type Host, HostError } from '../host/host.js';
import { assertFolder, findProject } from './life/find-project.js';
import { listOurContainers } from './life/list-our-containers.js';
import { withEngine } from './life/open-engine.js';
import { removeContainer } from './life/remove-container.js';
import { judgeStateFolder } from './life/state-folder.js';
import type { LifeWorld, NotDone } from './life/world.js';

export interface DownRequest {
  readonly directory: string;
  readonly engine: EngineWish;
  readonly removesVolumes: boolean;
  readonly removesImages: boolean;
}

export interface Down {
  readonly kind: 'down';
  readonly project: ProjectPlan;
  readonly engine: EngineDescription;
  /** Names of what is gone; all empty when there was nothing to do. */
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly images: readonly string[];
  /** Volumes that are kept, so that a person knows where their data is. */
  readonly keptVolumes: readonly string[];
  readonly findings: readonly Finding[];
}

/** As long as a plan of torchdock gives; a plan that cannot be read any more must not be in the way. */
const STOP_SECONDS = 10;

/**
 * Takes an environment away: the container, and what else is asked for. It works by labels alone, so that a spec which cannot
 * be read any more is in nobody's way; what carries other labels is not touched.
 */
export async function takeDown(request: DownRequest, world: LifeWorld): Promise<Down | NotDone> {
  // 1. Which project.
  const project = findProject(world.host, request.directory);
  return withEngine(world, { wish: request.engine, root: project.root }, async (engine): Promise<Down | NotDone> => {
    // 2. What of it is there.
    const ours = { [LABELS.project]: project.id };
    const containers = await listOurContainers(engine, project.id);
    const volumes = (await engine.listVolumes(ours)).map(({ name }) => name);
    if (containers.length + volumes.length === 0) assertFolder(world.host, request.directory);
    const images = request.removesImages ? await engine.listImages(ours) : [];
    // 3. The container, asked to stop before it is removed; then what it was given of the person's own secrets.
    for (const { name } of containers) {
      if (world.interrupted.aborted) return { kind: 'interrupted' };
      await removeContainer(engine, { name, stopSeconds: STOP_SECONDS }, world);
    }
    forgetVariables(world.host, project.root);
    // 4. Volumes and images, only when asked for.
    const wanted = { volumes: request.removesVolumes ? volumes : [], images };
    const removed = await removeStored(engine, wanted, world);
    if (removed.kind === 'interrupted') return removed;
    if (request.removesImages) await engine.removeUnfinished({ [LABELS.layer]: 'yes' });
    return {
      kind: 'down',
      project: { ...project, name: containers[0]?.labels[LABELS.name] ?? project.name },
      engine: engine.description,
      containers: containers.map(({ name }) => name),
      volumes: request.removesVolumes ? volumes : [],
      images: removed.images,
      findings: removed.findings,
      keptVolumes: request.removesVolumes ? [] : volumes,
    };
  });
}

interface Stored {
  readonly volumes: readonly string[];
  readonly images: readonly string[];
}

type Removed =
  | { readonly kind: 'removed'; readonly images: readonly string[]; readonly findings: readonly Finding[] }
  | { readonly kind: 'interrupted' };

async function removeStored(engine: Engine, { volumes, images }: Stored, world: LifeWorld): Promise<Removed> {
  const findings: Finding[] = [];
  const removed: string[] = [];
  for (const name of volumes) {
    if (world.interrupted.aborted) return { kind: 'interrupted' };
    await engine.removeVolume(name);
    world.tell({ kind: 'volume', action: 'removed', name });
  }
  for (const reference of images) {
    if (world.interrupted.aborted) return { kind: 'interrupted' };
    const finding = await removeImage(engine, reference, world);
    if (finding) findings.push(finding);
    else removed.push(reference);
  }
  return { kind: 'removed', images: removed, findings };
}

/** The same image may serve another folder of the same content: what an engine does not give up is kept, and said. */
async function removeImage(engine: Engine, reference: string, { tell }: LifeWorld): Promise<Finding | undefined> {
  try {
    await engine.removeImage(reference);
    tell({ kind: 'image', action: 'removed', reference });
    return undefined;
  } catch (error) {
    if (!(error instanceof EngineError) || error.reason === 'unreachable') throw error;
    return lifeFindings.imageKept({ reference, message: error.message });
  }
}

/** The next `up` takes them from the environment again; until then they need not lie on the disk. */
function forgetVariables(host: Host, root: string): void {
  if (judgeStateFolder(host, root)) return;
  const folder = joinPath(root, STATE_FOLDER, 'secrets');
  try {
    for (const { name } of host.readDirectory(folder)) host.removeFile(joinPath(folder, name));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
}
