import type Docker from 'dockerode';
import { runArguments } from '../../environment/plan/run-arguments.js';
import type { Host, ServiceProcess } from '../../host/host.js';
import { createUnlessSame } from '../adopt-container.js';
import { createApiEngine } from '../api/create-api-engine.js';
import { asEngineError, reasonOf } from '../api/refusal.js';
import { buildWith } from '../build/build-image.js';
import { createBody } from '../docker/create-body.js';
import { type ContainerRequest, type Engine, type EngineDescription, EngineError } from '../engine.js';
import { buildByProgram } from './build-by-program.js';

export interface PodmanParts {
  readonly host: Host;
  readonly docker: Docker;
  readonly description: EngineDescription;
  /** The words by which the command line reaches the same storage (`podman --remote --url unix://…`), where there is one. */
  readonly program: readonly string[] | undefined;
  /** The service that was started for this; undefined when it is somebody else's. */
  readonly service?: ServiceProcess;
}

/**
 * Podman through the API that it shares with Docker, but for two things that go through the command line where there is one.
 * Making containers: that API takes a wish for GPUs and forgets it (podman#22645, measured with 4.3.1). Building: see
 * `buildByProgram`.
 */
export function createPodmanEngine({ host, docker, description, program, service }: PodmanParts): Engine {
  const shared = createApiEngine(docker);
  return {
    ...shared,
    description,
    buildImage: (...build) =>
      program
        ? buildByProgram({ host, program, isLocal: service !== undefined }, ...build)
        : buildWith({ docker, query: {} }, ...build),
    createContainer: (request) =>
      createUnlessSame(
        request.container,
        () =>
          program ? createByProgram(host, program, request, description) : createByApi(docker, request, description),
        shared.findContainer,
      ),
    shellCommand: (name, argv, isInteractive) => [
      ...(program ?? ['podman']),
      'exec',
      isInteractive ? '-it' : '-i',
      name,
      ...argv,
    ],
    close: async () => service?.stop(),
  };
}

async function createByProgram(
  host: Host,
  [program = 'podman', ...connection]: readonly string[],
  request: ContainerRequest,
  { isRootless }: EngineDescription,
): Promise<void> {
  const args = runArguments(request.container, {
    engine: 'podman',
    verb: 'create',
    hostPorts: request.hostPorts,
    givesGpus: request.givesGpus,
    rootlessUid: isRootless ? host.user?.uid : undefined,
  });
  const { status, stderr } = await host.run(program, [...connection, ...args]);
  if (status === 0) return;
  const message = stderr.trim().replace(/^Error: /, '');
  if (status === undefined) throw new EngineError('unreachable', `${program} could not be started: ${message}`);
  throw new EngineError(reasonOf(message), message);
}

/** Inside a container that has only the socket, say. */
async function createByApi(docker: Docker, request: ContainerRequest, description: EngineDescription): Promise<void> {
  if (request.givesGpus && request.container.gpus.kind !== 'none') {
    throw new EngineError('no-gpu', 'GPUs can be given only by the podman program, which is not here');
  }
  const { HostConfig: settings, ...body } = createBody(request, description.gpuAccess);
  const userns = description.isRootless ? { UsernsMode: 'keep-id' } : {};
  await docker.createContainer({ ...body, HostConfig: { ...settings, ...userns } }).catch((error: unknown) => {
    throw asEngineError(error);
  });
}
