import type Docker from 'dockerode';
import type { VolumePlan } from '../../environment/plan/plan.js';
import type { ContainerState, Engine } from '../engine.js';
import { type InspectedContainer, type InspectedImage, readContainerState, readImageState } from './container-state.js';
import { executeInside } from './execute.js';
import { assertName, assertReference, isName, isReference } from './names.js';
import { readContainerLogs } from './read-logs.js';
import { asEngineError, settle, unlessGone } from './refusal.js';

/** What Docker and Podman do in the same way through the API that both have. */
export type SharedPart = Omit<Engine, 'description' | 'buildImage' | 'createContainer' | 'shellCommand' | 'close'>;

export function createApiEngine(docker: Docker): SharedPart {
  const findContainer = async (name: string): Promise<ContainerState | undefined> => {
    const answer = isName(name) ? await unlessGone(() => docker.getContainer(name).inspect()) : undefined;
    return answer && readContainerState(answer as InspectedContainer);
  };
  const findVolume = async (name: string): Promise<VolumePlan | undefined> => {
    const answer = isName(name) ? await unlessGone(() => docker.getVolume(name).inspect()) : undefined;
    return answer && { name: answer.Name, labels: answer.Labels ?? {} };
  };
  return {
    findContainer,
    findVolume,
    findImage: async (reference) => {
      const answer = isReference(reference) ? await unlessGone(() => docker.getImage(reference).inspect()) : undefined;
      return answer && readImageState(answer as unknown as InspectedImage, reference);
    },
    listImages: async (labels) => {
      const found = await docker.listImages({ filters: { label: toFilter(labels) } }).catch(throwRefusal);
      return found.flatMap(({ RepoTags: tags }) => tags ?? []).filter(isReference);
    },
    removeUnfinished: async (labels) => {
      const filters = { label: toFilter(labels), dangling: ['true'] };
      const found = await docker.listImages({ filters }).catch(throwRefusal);
      // One that a build stands on at this moment is refused, and left.
      for (const { Id: id } of found) await docker.getImage(id).remove().catch(unlessUnreachable);
    },
    removeImage: (reference) => settle(() => docker.getImage(assertReference(reference)).remove(), true),
    listContainers: async (labels) => {
      const filters = { label: toFilter(labels) };
      const found = await docker.listContainers({ all: true, filters }).catch(throwRefusal);
      const states = await Promise.all(found.map(({ Id: id }) => findContainer(id)));
      // One that was removed meanwhile is no longer there.
      return states.filter((state) => state !== undefined);
    },
    startContainer: (name) => settle(() => docker.getContainer(assertName(name)).start(), false),
    stopContainer: (name, seconds) =>
      settle(() => docker.getContainer(assertName(name)).stop({ t: Math.ceil(seconds) }), true),
    // `v`: its anonymous volumes; those with names stay.
    removeContainer: (name) =>
      settle(() => docker.getContainer(assertName(name)).remove({ force: true, v: true }), true),
    listVolumes: async (labels) => {
      const { Volumes: found } = await docker.listVolumes({ filters: { label: toFilter(labels) } }).catch(throwRefusal);
      return (found ?? []).map(({ Name: name, Labels: own }) => ({ name, labels: own ?? {} }));
    },
    createVolume: async ({ name, labels }) => {
      if (await findVolume(assertName(name))) return;
      await settle(() => docker.createVolume({ Name: name, Labels: { ...labels } }), false);
    },
    removeVolume: (name) => settle(() => docker.getVolume(assertName(name)).remove(), true),
    readLogs: (...args) => readContainerLogs(docker, ...args),
    execute: (name, argv, options) => executeInside(docker, name, argv, options),
    readRecords: async (name, reference) => {
      const image = docker.getImage(assertReference(reference));
      const read = (ask: () => Promise<unknown>): Promise<string> =>
        unlessGone(ask).then((answer) => JSON.stringify(answer ?? null));
      return {
        container: await read(() => docker.getContainer(assertName(name)).inspect()),
        image: await read(() => image.inspect()),
        history: await read(() => image.history()),
      };
    },
  };
}

function toFilter(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

function unlessUnreachable(error: unknown): void {
  const refusal = asEngineError(error);
  if (refusal.reason === 'unreachable') throw refusal;
}

function throwRefusal(error: unknown): never {
  throw asEngineError(error);
}
