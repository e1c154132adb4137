import type { ImagePlan } from '../../environment/plan/plan.js';
import type { Host } from '../../host/host.js';
import { assertReference } from '../api/names.js';
import { DOCKERFILE, packContext } from '../build/build-context.js';
import type { BuildEvent, BuildRequest, BuildResult } from '../engine.js';
import { createProgramOutput } from './program-output.js';

export interface PodmanBuilder {
  readonly host: Host;
  /** The words by which the command line reaches the storage: `['podman']`. */
  readonly program: readonly string[];
  /** True when the program itself builds, so that its steps can be ended; a service of somebody else keeps its own to itself. */
  readonly isLocal: boolean;
}

const LOOK_MS = 50;

/** A step that says nothing for so long may be waiting for a lock that somebody holds for ever: nobody can tell from outside. */
const QUIET_MS = 120_000;
const QUIET =
  'torchdock: nothing was heard of this step for 2 minutes; it works in silence, or waits for another build that holds the same package cache (podman ps --external, ps -ef | grep podman)';

/** How long an interrupted build may take to end by itself. */
const TIDYING_MS = 5_000;

/** What starts the steps of a build: it ends with its step, and the build then puts everything away. */
const STEP_STARTER = 'buildah-oci-runtime';

/**
 * Builds by the command line, which outlives a torchdock that is killed and comes to its own end. Through Podman's API the
 * build would be cut off, and a service of 4.3.1 whose client goes away while it writes never gets over it: the handler
 * waits for itself (`stderr.Write` in the loop that alone reads it, pkg/api/handlers/compat/images_build.go), and with it
 * the build, which holds the lock of its cache mounts. Every later build on the machine would wait for that lock for ever.
 */
export async function buildByProgram(
  builder: PodmanBuilder,
  { image, dockerfile, pulls }: BuildRequest,
  onEvent: (event: BuildEvent) => void,
  interrupted: AbortSignal,
): Promise<BuildResult> {
  if (interrupted.aborted) return { kind: 'interrupted' };
  const { host, isLocal } = builder;
  const [program = 'podman', ...connection] = builder.program;
  const input = await packContext(dockerfile, image.files);
  const build = host.startService(program, () => [...connection, ...buildArguments(image, pulls)], { input });
  const output = createProgramOutput(onEvent);
  const noteQuiet = createQuietNote(host, onEvent);
  let leftMs = TIDYING_MS;
  for (;;) {
    const end = await Promise.race([build.ended, host.sleep(LOOK_MS)]);
    const heard = build.readOutput();
    output.write(heard);
    noteQuiet(heard !== '');
    if (end) return toResult(output.end(end), interrupted);
    if (!interrupted.aborted) continue;
    if (!isLocal || leftMs <= 0) {
      build.release();
      return { kind: 'interrupted', goesOn: true };
    }
    build.endBelow(STEP_STARTER);
    leftMs -= LOOK_MS;
  }
}

/** The same as the API's wishes: an image of Docker's format, which alone can hold a health check. */
function buildArguments({ reference, base }: ImagePlan, pulls: boolean): readonly string[] {
  return [
    'build',
    '--format=docker',
    '--force-rm',
    ...(pulls && !base.startsWith('localhost/') ? ['--pull=always'] : []),
    `--file=${DOCKERFILE}`,
    `--tag=${assertReference(reference)}`,
    '-',
  ];
}

/** Tells each long silence once. */
function createQuietNote(host: Host, onEvent: (event: BuildEvent) => void): (hasHeard: boolean) => void {
  let sinceMs = host.monotonicMs();
  let isTold = false;
  return (hasHeard) => {
    const nowMs = host.monotonicMs();
    if (hasHeard) {
      sinceMs = nowMs;
      isTold = false;
    } else if (!isTold && nowMs - sinceMs > QUIET_MS) {
      isTold = true;
      onEvent({ kind: 'line', text: QUIET });
    }
  };
}

function toResult(result: BuildResult, interrupted: AbortSignal): BuildResult {
  return interrupted.aborted && result.kind !== 'built' ? { kind: 'interrupted' } : result;
}
