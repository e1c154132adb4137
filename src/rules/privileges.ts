import { privilegeFindings } from '../findings/catalog/privileges.js';
import type { Finding } from '../findings/finding.js';
import type { GraphIndex } from '../graph/graph.js';
import type { ContainerNode, EnvironmentVariable, SettingName, StageNode } from '../graph/node.js';
import { isLiteral } from './arguments.js';
import type { Rule } from './rule.js';

/** Public images that run as root unless a Dockerfile says otherwise (checked in their Dockerfiles, as of 2026-11). */
const ROOT_IMAGES =
  /^(?:library\/(?:ubuntu|debian|python|alpine|fedora|centos|rockylinux)|nvidia\/cuda|pytorch\/pytorch|rocm\/pytorch|continuumio\/(?:mini|ana)conda3)$/;

const runsAsRoot: Rule = {
  code: 'SEC-01',
  check: (graph) =>
    graph
      .nodesOf('stage')
      .filter((stage) => stage.facts.isLast && !isAlwaysGivenUser(graph, stage))
      .flatMap((stage) => {
        const user = findUser(graph, stage);
        if (user.kind === 'unknown' || !isRoot(user.name)) return [];
        const dockerfile = stage.origins[0]?.file ?? '';
        const place = user.place ?? stage.origins[0];
        return [privilegeFindings.runsAsRoot({ dockerfile, isExplicit: user.place !== undefined }, place)];
      }),
};

type FoundUser =
  | { readonly kind: 'known'; readonly name: string; readonly place?: StageNode['origins'][number] }
  | { readonly kind: 'unknown' };

/** The last USER of a stage, of the stages below it, or of a base image whose user is known. */
function findUser(graph: GraphIndex, stage: StageNode, depth = 0): FoundUser {
  const { user } = stage.facts;
  if (user)
    return user.value.includes('$') ? { kind: 'unknown' } : { kind: 'known', name: user.value, place: user.place };
  const base = graph.edgesFrom(stage.id, 'based-on').map((edge) => graph.node(edge.to))[0];
  if (base?.kind === 'stage' && depth < 50) return findUser(graph, base, depth + 1);
  if (base?.kind !== 'image' || base.facts.unresolved !== undefined) return { kind: 'unknown' };
  const { registry, repository } = base.facts.reference;
  return registry === 'docker.io' && ROOT_IMAGES.test(repository)
    ? { kind: 'known', name: 'root' }
    : { kind: 'unknown' };
}

function isRoot(user: string): boolean {
  return /^(?:root|0)(?::|$)/.test(user);
}

/** True when every container that runs the stage names a user of its own. */
function isAlwaysGivenUser(graph: GraphIndex, stage: StageNode): boolean {
  const dockerfile = stage.parent ?? '';
  const images = [stage.id, dockerfile].flatMap((id) => graph.edgesFrom(id, 'builds').map((edge) => edge.to));
  const containers = [stage.id, dockerfile, ...images]
    .flatMap((id) => graph.edgesTo(id, 'runs').map((edge) => graph.node(edge.from)))
    .filter((node) => node?.kind === 'container');
  return containers.length > 0 && containers.every((container) => hasOwnUser(container));
}

function hasOwnUser({ facts }: ContainerNode): boolean {
  return facts.settings.some(({ name, value }) => name === 'user' && !isRoot(value));
}

/** Variables that hold a secret by their documentation, and names that say so. */
const SECRET_NAMES =
  /^(?:HF_TOKEN|HUGGING_?FACE_(?:HUB_)?TOKEN|GITHUB_TOKEN|GH_TOKEN|GITLAB_TOKEN|NEPTUNE_API_TOKEN|KAGGLE_KEY|AWS_SESSION_TOKEN|REPLICATE_API_TOKEN|DATABRICKS_TOKEN)$|(?:_API_KEY|_SECRET_KEY|_SECRET_ACCESS_KEY|_PASSWORD)$|^(?:API_KEY|PASSWORD)$/;

/** What people write where a secret would stand: it is none. */
const PLACEHOLDER = /your|xxx|\.\.\.|…|\*\*\*|change|example|placeholder|replace|dummy|insert|todo|^\/run\/secrets\//i;
const SHORT_PLACEHOLDER = /^(?:hf_|sk-|none|null|true|false|secret|token|key|password|[-_.]+)$/i;

const literalSecret: Rule = {
  code: 'SEC-02',
  check: (graph) =>
    [...graph.nodesOf('stage'), ...graph.nodesOf('container')].flatMap(({ facts }) =>
      facts.environment
        .filter(isWrittenSecret)
        .map(({ name, place }) => privilegeFindings.literalSecret({ name }, place)),
    ),
};

function isWrittenSecret({ name, value = '' }: EnvironmentVariable): boolean {
  return (
    SECRET_NAMES.test(name.toUpperCase()) &&
    isLiteral(value) &&
    !PLACEHOLDER.test(value) &&
    !SHORT_PLACEHOLDER.test(value.trim())
  );
}

/** Settings that make a container as strong as the host. */
const STRONG_SETTINGS: Partial<Record<SettingName, (value: string) => string | undefined>> = {
  privileged: (value) =>
    /^true$/i.test(value) ? 'is privileged: it can do everything that root on the host can' : undefined,
  pid: (value) => (value === 'host' ? 'sees and can stop every process of the host' : undefined),
  capabilityAdd: (value) =>
    /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/i.test(value) ? `has the capability ${value.toUpperCase()}` : undefined,
};

const tooManyRights: Rule = {
  code: 'SEC-03',
  check: (graph) =>
    graph
      .nodesOf('container')
      .flatMap((container) => [...strongSettings(graph, container), ...engineSockets(graph, container)]),
};

function strongSettings(graph: GraphIndex, container: ContainerNode): Finding[] {
  const isGpuContainer = graph.edgesFrom(container.id, 'uses-gpu').length > 0;
  return container.facts.settings.flatMap(({ name, value, place }) => {
    const right = STRONG_SETTINGS[name]?.(value);
    return right ? [privilegeFindings.tooManyRights({ container: container.label, right, isGpuContainer }, place)] : [];
  });
}

function engineSockets(graph: GraphIndex, container: ContainerNode): Finding[] {
  return graph.edgesFrom(container.id, 'mounts').flatMap((edge) => {
    const volume = graph.node(edge.to);
    const source = volume?.kind === 'volume' ? (volume.facts.source ?? '') : '';
    if (!/(?:^|\/)(?:docker|podman|containerd)\.sock$/.test(source)) return [];
    const right = `holds the socket of the engine (${source}): it can start any container on the host`;
    const isGpuContainer = false;
    return [privilegeFindings.tooManyRights({ container: container.label, right, isGpuContainer }, edge.origins[0])];
  });
}

export const privilegeRules: readonly Rule[] = [runsAsRoot, literalSecret, tooManyRights];
