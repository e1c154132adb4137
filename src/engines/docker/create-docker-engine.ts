import type Docker from 'dockerode';
import { engineFindings } from '../../findings/catalog/engine.js';
import { createUnlessSame } from '../adopt-container.js';
import { createApiEngine } from '../api/create-api-engine.js';
import { asEngineError } from '../api/refusal.js';
import { buildWith } from '../build/build-image.js';
import { type Engine, type EngineDescription, EngineError } from '../engine.js';
import { createBody } from './create-body.js';

/** Docker, all of it through its API. `program`: the words by which its command line reaches the same daemon. */
export function createDockerEngine(
  docker: Docker,
  description: EngineDescription,
  program: readonly string[] = ['docker'],
): Engine {
  const shared = createApiEngine(docker);
  return {
    ...shared,
    description,
    buildImage: async (request, onEvent, interrupted) => {
      if (description.builder === 'classic') throw withoutBuildKit(description.version);
      return buildWith({ docker, query: { version: '2' } }, request, onEvent, interrupted);
    },
    createContainer: (request) =>
      createUnlessSame(
        request.container,
        () => docker.createContainer(createBody(request, description.gpuAccess)).catch(throwRefusal),
        shared.findContainer,
      ),
    shellCommand: (name, argv, isInteractive) => [...program, 'exec', isInteractive ? '-it' : '-i', name, ...argv],
    close: async () => undefined,
  };
}

function withoutBuildKit(version: string): EngineError {
  const finding = engineFindings.noBuildKit({ version });
  return new EngineError('refused', finding.message, finding);
}

function throwRefusal(error: unknown): never {
  throw asEngineError(error);
}
