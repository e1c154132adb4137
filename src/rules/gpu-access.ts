import { gpuAccessFindings } from '../findings/catalog/gpu-access.js';
import { contentsOfContainer } from '../graph/contents.js';
import type { GraphIndex } from '../graph/graph.js';
import type { ContainerNode, EnvironmentVariable, ImageNode, StageNode } from '../graph/node.js';
import type { Rule } from './rule.js';

/** Public images that do not set NVIDIA_VISIBLE_DEVICES (their Dockerfiles, as of 2026-11). */
const PLAIN_IMAGES =
  /^library\/(?:ubuntu|debian|python|alpine|fedora|rockylinux|centos)$|^continuumio\/(?:mini|ana)conda3$|^condaforge\//;

const noVisibleDevices: Rule = {
  code: 'GPU-04',
  check: (graph) =>
    graph.nodesOf('container').flatMap((container) => {
      const runtime = container.facts.settings.find(({ name, value }) => name === 'runtime' && value === 'nvidia');
      if (!runtime || container.facts.platform === 'kubernetes' || asksOtherwise(graph, container)) return [];
      const { stages, images } = contentsOfContainer(graph, container.id);
      const variable = findVariable('NVIDIA_VISIBLE_DEVICES', container, stages);
      const image = images.at(-1);
      const params = { container: container.label, value: variable?.value, image: image?.label ?? '' };
      if (variable)
        return isNoDevice(variable.value) ? [gpuAccessFindings.noVisibleDevices(params, variable.place)] : [];
      if (!image || !isPlain(image) || hasEnvironmentFile(container)) return [];
      return [gpuAccessFindings.noVisibleDevices(params, runtime.place)];
    }),
};

/** A reservation or device gives the GPU whatever the variable says. */
function asksOtherwise(graph: GraphIndex, { id, facts }: ContainerNode): boolean {
  const runtime = facts.settings.find(({ name }) => name === 'runtime')?.place;
  return graph
    .edgesFrom(id, 'uses-gpu')
    .some(({ origins }) => origins.some(({ line, column }) => line !== runtime?.line || column !== runtime.column));
}

function findVariable(
  wanted: string,
  container: ContainerNode,
  stages: readonly StageNode[],
): EnvironmentVariable | undefined {
  const all = [...container.facts.environment, ...stages.flatMap(({ facts }) => facts.environment)];
  return all.find(({ name }) => name === wanted);
}

function isNoDevice(value: string | undefined): boolean {
  return value !== undefined && /^(?:|void)$/.test(value.trim());
}

function isPlain({ facts: { reference, unresolved } }: ImageNode): boolean {
  return unresolved === undefined && reference.registry === 'docker.io' && PLAIN_IMAGES.test(reference.repository);
}

function hasEnvironmentFile({ facts }: ContainerNode): boolean {
  return facts.settings.some(({ name }) => name === 'envFile');
}

const noCompute: Rule = {
  code: 'GPU-10',
  check: (graph) =>
    [...graph.nodesOf('stage'), ...graph.nodesOf('container')].flatMap(({ facts: { environment } }) =>
      environment
        .filter(({ name, value = 'all' }) => name === 'NVIDIA_DRIVER_CAPABILITIES' && leavesOutCompute(value))
        .map(({ value = '', place }) => gpuAccessFindings.noCompute({ value }, place)),
    ),
};

function leavesOutCompute(value: string): boolean {
  return /^[a-z0-9,\s]+$/.test(value) && !value.split(',').some((one) => /^(?:all|compute)$/.test(one.trim()));
}

const onlyVariable: Rule = {
  code: 'GPU-05',
  check: (graph) =>
    graph
      .nodesOf('container')
      .filter(({ id, facts }) => facts.platform === 'compose' && graph.edgesFrom(id, 'uses-gpu').length === 0)
      .filter(({ facts }) => !facts.settings.some(({ name }) => name === 'runtime' || name === 'privileged'))
      .flatMap(({ label, facts }) =>
        facts.environment
          .filter(({ name, value = '' }) => name === 'NVIDIA_VISIBLE_DEVICES' && /^(?:all|\d+(?:,\d+)*)$/.test(value))
          .map(({ place }) => gpuAccessFindings.onlyVariable({ container: label }, place)),
      ),
};

export const gpuAccessRules: readonly Rule[] = [noVisibleDevices, onlyVariable, noCompute];
