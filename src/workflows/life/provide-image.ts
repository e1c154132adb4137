import type { BuildEvent, BuildResult, Engine, ImageState } from '../../engines/engine.js';
import { type ImagePlan, LABELS } from '../../environment/plan/plan.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import { openStateFolder, statePath } from './state-folder.js';
import type { LifeWorld } from './world.js';

/** Lines of a failed build that are shown at once. */
const LINES_SHOWN = 20;
/** Characters of a log that are kept; what comes before is left out and said so. */
const LARGEST_LOG = 32 * 2 ** 20;

export type ProvidedImage =
  | { readonly kind: 'present' | 'built'; readonly image: ImageState | undefined }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[]; readonly lines: readonly string[] }
  | { readonly kind: 'interrupted' };

export interface ImageWish {
  readonly image: ImagePlan;
  readonly root: string;
  /** Asks the registry for a newer base even when one is there. */
  readonly pulls: boolean;
}

/** Undefined when there is no image of that name, or it is the one that the plan means. */
function judgeImage(found: ImageState | undefined, image: ImagePlan, engine: Engine): Finding | undefined {
  return found === undefined || isOurs(found, image)
    ? undefined
    : lifeFindings.foreignImage({ reference: image.reference, engine: engine.description.kind });
}

function isOurs(found: ImageState, image: ImagePlan): boolean {
  return found.labels[LABELS.imageDigest] === image.digest;
}

/** The image of a plan: the one that is there, or one that is built now. A build that fails leaves its whole log behind. */
export async function provideImage(engine: Engine, wish: ImageWish, world: LifeWorld): Promise<ProvidedImage> {
  const { image, root } = wish;
  // 1. What is there already is left.
  const found = await engine.findImage(image.reference);
  if (found && isOurs(found, image)) return { kind: 'present', image: found };
  const problem = judgeImage(found, image, engine);
  if (problem) return { kind: 'refused', findings: [problem], lines: [] };
  // 2. Built, and told as it goes.
  const log: string[] = [];
  const result = await build(engine, wish, world, log);
  const logPath = statePath(root, 'build.log');
  // 3. The log stays when there is a reason to read it.
  if (result.kind === 'built') {
    world.host.removeFile(logPath);
    return { kind: 'built', image: await engine.findImage(image.reference) };
  }
  if (result.kind === 'interrupted') return { kind: 'interrupted' };
  openStateFolder(world.host, root);
  world.host.writePrivateFile(logPath, writeLog(log, result.message));
  const { message, step } = result;
  return {
    kind: 'refused',
    findings: [lifeFindings.buildFailed({ message, step, log: logPath })],
    lines: log.slice(-LINES_SHOWN),
  };
}

async function build(
  engine: Engine,
  { image, pulls }: ImageWish,
  { host, tell, interrupted, writeDockerfile }: LifeWorld,
  log: string[],
): Promise<BuildResult> {
  const startedMs = host.monotonicMs();
  tell({ kind: 'build-started', reference: image.reference, engine: engine.description.kind });
  const keep = (event: BuildEvent): void => {
    log.push(event.kind === 'line' ? event.text : `--- ${event.title}`);
    tell({ kind: 'build', event });
  };
  let isBuilt = false;
  try {
    const result = await engine.buildImage({ image, dockerfile: writeDockerfile(image), pulls }, keep, interrupted);
    isBuilt = result.kind === 'built';
    if (result.kind === 'interrupted' && result.goesOn) tell({ kind: 'build-goes-on' });
    return result;
  } finally {
    tell({ kind: 'build-ended', isBuilt, durationMs: host.monotonicMs() - startedMs });
  }
}

function writeLog(lines: readonly string[], message: string): string {
  const text = `${lines.join('\n')}\n${message}\n`;
  return text.length <= LARGEST_LOG ? text : `… the beginning is left out\n${text.slice(-LARGEST_LOG)}`;
}
