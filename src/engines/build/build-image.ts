import type Docker from 'dockerode';
import { assertReference } from '../api/names.js';
import { dial } from '../api/open-api.js';
import type { BuildEvent, BuildRequest, BuildResult } from '../engine.js';
import { DOCKERFILE, packContext } from './build-context.js';
import { type BuildOutcome, createBuildProgress } from './build-progress.js';

export interface Builder {
  readonly docker: Docker;
  /** What this engine's build call wants besides what all want. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * Builds through the API, which both engines have in the same form. The context goes as a tar archive in the request, so
 * nothing of it ever lies on a disk. When the signal comes the request is closed, and BuildKit ends everything; Podman,
 * which is asked so only where its program is not at hand, finishes its step before it puts everything away.
 */
export async function buildWith(
  { docker, query }: Builder,
  { image, dockerfile, pulls }: BuildRequest,
  onEvent: (event: BuildEvent) => void,
  interrupted: AbortSignal,
): Promise<BuildResult> {
  if (interrupted.aborted) return { kind: 'interrupted' };
  const parameters = new URLSearchParams({
    t: assertReference(image.reference),
    dockerfile: DOCKERFILE,
    forcerm: '1',
    ...(pulls && !image.base.startsWith('localhost/') ? { pull: '1' } : {}),
    ...query,
  });
  const request = new AbortController();
  const onInterrupt = (): void => request.abort();
  interrupted.addEventListener('abort', onInterrupt, { once: true });
  try {
    const body = await packContext(dockerfile, image.files);
    const path = `/build?${parameters}&`;
    const outcome = await follow(docker, path, body, onEvent, request.signal);
    return interrupted.aborted && outcome.imageId === undefined ? { kind: 'interrupted' } : toResult(outcome);
  } catch (error) {
    if (interrupted.aborted) return { kind: 'interrupted' };
    throw error;
  } finally {
    interrupted.removeEventListener('abort', onInterrupt);
  }
}

async function follow(
  docker: Docker,
  path: string,
  body: Buffer,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<BuildOutcome> {
  const answer = await dial(docker, { method: 'POST', path, body, signal });
  const progress = createBuildProgress(onEvent);
  for await (const chunk of answer) progress.write(chunk);
  return progress.end();
}

function toResult({ imageId, message, step }: BuildOutcome): BuildResult {
  if (message !== undefined) return { kind: 'failed', message, ...(step === undefined ? {} : { step }) };
  if (imageId !== undefined) return { kind: 'built', imageId };
  return { kind: 'failed', message: 'the engine ended the build without saying why' };
}
