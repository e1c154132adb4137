import { uniqueBy } from '../base/order.js';
import type { Facts } from '../environment/facts/facts.js';
import type { HostFacts, HostGpu } from '../environment/host/host-facts.js';
import { driverNeedOf, judgeDriver, judgeGpu } from '../environment/resolver/compatibility.js';
import { findGpu } from '../environment/resolver/find-gpu.js';
import { findOtherBuild } from '../environment/resolver/find-other-build.js';
import type { GpuRequest } from '../environment/resolver/request.js';
import { compareVersions, isVersion } from '../environment/version.js';
import { compatibilityFindings } from '../findings/catalog/compatibility.js';
import { gpuAccessFindings } from '../findings/catalog/gpu-access.js';
import type { Finding } from '../findings/finding.js';
import type { GraphIndex } from '../graph/graph.js';
import type { ContainerNode, PackageNode } from '../graph/node.js';
import { torchInstallations } from './compatibility/builds.js';
import { releaseOf } from './compatibility/pin.js';
import { cudaOfWheel } from './compatibility/wheel.js';

/** A check of files against the machine that is to run them. Pure; `doctor` asks it, `check` cannot. */
export interface HostRule {
  /** The codes of the findings it makes. */
  readonly codes: readonly string[];
  check(graph: GraphIndex, facts: Facts, host: HostFacts): readonly Finding[];
}

/** A PyTorch that the files install, with the CUDA it brings. */
interface Wheel {
  readonly torch: string | undefined;
  readonly cuda: string;
  readonly node: PackageNode;
}

function wheelsOf(graph: GraphIndex, facts: Facts): readonly Wheel[] {
  const all = torchInstallations(graph).flatMap(({ installation, torch }): Wheel[] => {
    const cuda = cudaOfWheel(installation, torch, facts);
    return cuda === undefined ? [] : [{ torch: torch.version, cuda, node: torch.node }];
  });
  return uniqueBy(all, ({ torch, cuda, node }) => `${torch} ${cuda} ${node.id}`);
}

const driver: HostRule = {
  codes: ['CMP-08', 'CMP-14'],
  check: (graph, facts, { driverVersion }) => {
    if (driverVersion === undefined || !isVersion(driverVersion)) return [];
    return wheelsOf(graph, facts).flatMap(({ cuda, node }) => {
      const need = driverNeedOf(facts, cuda);
      const { runs, isFull } = judgeDriver(driverVersion, need);
      const place = node.origins[0];
      if (runs === false && need.minimum !== undefined)
        return [compatibilityFindings.oldDriver({ cuda, driver: driverVersion, minimum: need.minimum }, place)];
      if (runs !== true || isFull !== false || need.toolkit === undefined) return [];
      return [compatibilityFindings.olderThanToolkit({ cuda, driver: driverVersion, toolkit: need.toolkit }, place)];
    });
  },
};

const gpuCode: HostRule = {
  codes: ['CMP-09'],
  check: (graph, facts, host) =>
    wheelsOf(graph, facts).flatMap((wheel) =>
      uniqueBy(
        host.gpus.flatMap((gpu) => requestOf(gpu, facts) ?? []),
        ({ name }) => name,
      ).flatMap((gpu) => checkGpu(wheel, gpu, facts, host)),
    ),
};

/** The GPU in the words of the resolver; undefined where neither the driver nor the table says its capability. */
function requestOf({ name, computeCapability, isOnArm = false }: HostGpu, facts: Facts): GpuRequest | undefined {
  const found = findGpu(name, facts.gpus);
  const known = found.kind === 'gpu' ? found.gpu : undefined;
  if (computeCapability === undefined) return known && { ...known, name, isOnArm: isOnArm || known.isOnArm };
  return { name, capability: computeCapability, isOnArm: isOnArm || known?.isOnArm === true };
}

function checkGpu(
  { torch, cuda, node }: Wheel,
  gpu: GpuRequest,
  facts: Facts,
  { driverVersion }: HostFacts,
): readonly Finding[] {
  const build = releaseOf(facts, torch)?.builds.find((one) => one.cuda === cuda);
  if (!build) return [];
  const { isExact, isViaPtx } = judgeGpu(gpu, build);
  const need = driverNeedOf(facts, cuda).toolkit;
  const isTooOld =
    driverVersion !== undefined && judgeDriver(driverVersion, driverNeedOf(facts, cuda)).isFull === false;
  if (isExact !== false || (isViaPtx !== false && !isTooOld)) return [];
  const params = {
    torch: torch ?? '',
    cuda,
    gpu: gpu.name.endsWith(gpu.capability) ? gpu.name : `${gpu.name} (${gpu.capability})`,
    architectures: build.architectures,
    other: findOtherBuild(gpu, torch ?? '', facts),
    ptxDriver: isViaPtx === true ? need : undefined,
  };
  return [compatibilityFindings.noGpuCode(params, node.origins[0])];
}

/** Ways out of a container, by the version that closes them (NVIDIA security bulletins of 2024-09, 2025-02, 2025-07). */
const TOOLKIT_FLAWS: readonly { readonly fixed: string; readonly flaws: string }[] = [
  { fixed: '1.16.2', flaws: 'CVE-2024-0132 and CVE-2024-0133' },
  { fixed: '1.17.4', flaws: 'CVE-2025-23359' },
  { fixed: '1.17.8', flaws: 'CVE-2025-23266' },
];

const toolkit: HostRule = {
  codes: ['GPU-06'],
  check: (_graph, _facts, { toolkitVersion }) => {
    if (toolkitVersion === undefined || !isVersion(toolkitVersion)) return [];
    const open = TOOLKIT_FLAWS.filter(({ fixed }) => compareVersions(toolkitVersion, fixed) < 0);
    const last = open.at(-1);
    if (!last) return [];
    const flaws = open.map((one) => one.flaws).join(', ');
    return [gpuAccessFindings.oldToolkit({ version: toolkitVersion, fixed: last.fixed, flaws })];
  },
};

const ignoredDevice: HostRule = {
  codes: ['GPU-03'],
  check: (graph, _facts, { engine }) =>
    engine !== 'podman'
      ? []
      : graph
          .nodesOf('container')
          .filter(({ facts }) => facts.platform === 'compose')
          .flatMap(({ label, facts: { settings } }) =>
            settings
              .filter(({ name, value }) => name === 'device' && /^[\w.-]+\/[\w.-]+=/.test(value))
              .map(({ value, place }) => gpuAccessFindings.ignoredDevice({ container: label, device: value }, place)),
          ),
};

const lostGpu: HostRule = {
  codes: ['GPU-09'],
  check: (graph, _facts, { engine, cgroupVersion }) =>
    engine !== 'docker' || cgroupVersion !== 2
      ? []
      : graph
          .nodesOf('container')
          .filter((container) => isGivenByHook(graph, container))
          .map(({ label, origins }) => gpuAccessFindings.lostGpu({ container: label }, origins[0])),
};

/** A GPU by `--gpus`, a reservation or the runtime, and no device that the engine itself knows of. */
function isGivenByHook(graph: GraphIndex, { id, facts: { platform, settings } }: ContainerNode): boolean {
  const isOfDocker = platform === 'docker' || platform === 'compose' || platform === 'devcontainer';
  const isKnownToEngine = settings.some(
    ({ name, value }) =>
      (name === 'device' && /^(?:\/dev\/nvidia|[\w.-]+\/[\w.-]+=)/.test(value)) ||
      (name === 'privileged' && value === 'true'),
  );
  const vendors = graph.edgesFrom(id, 'uses-gpu').map(({ to }) => graph.node(to));
  const isNvidia = vendors.some((node) => node?.kind === 'gpu' && node.facts.vendor === 'nvidia');
  return isOfDocker && isNvidia && !isKnownToEngine;
}

/** The one list of checks against a machine. */
export const HOST_RULES: readonly HostRule[] = [driver, gpuCode, toolkit, ignoredDevice, lostGpu];

/** What is wrong with running these files on this machine. */
export function checkHost(graph: GraphIndex, facts: Facts, host: HostFacts): readonly Finding[] {
  return HOST_RULES.flatMap((rule) => rule.check(graph, facts, host));
}
