import { compareText } from '../base/order.js';
import { acceleratorFindings } from './catalog/accelerator.js';
import { blockFindings } from './catalog/block.js';
import { checkpointFindings } from './catalog/checkpoint.js';
import { choiceFindings } from './catalog/choice.js';
import { compatibilityFindings } from './catalog/compatibility.js';
import { composeFindings } from './catalog/compose.js';
import { dataFindings } from './catalog/data.js';
import { devcontainerFindings } from './catalog/devcontainer.js';
import { dockerfileFindings } from './catalog/dockerfile.js';
import { engineFindings } from './catalog/engine.js';
import { exportFindings } from './catalog/export.js';
import { gpuAccessFindings } from './catalog/gpu-access.js';
import { hardeningFindings } from './catalog/hardening.js';
import { hostFindings } from './catalog/host.js';
import { ignoreFindings } from './catalog/ignore.js';
import { imageHygieneFindings } from './catalog/image-hygiene.js';
import { jupyterFindings } from './catalog/jupyter.js';
import { kubernetesFindings } from './catalog/kubernetes.js';
import { lifeFindings } from './catalog/life.js';
import { linkFindings } from './catalog/link.js';
import { lockFindings } from './catalog/lock.js';
import { logFindings } from './catalog/log.js';
import { manifestFindings } from './catalog/manifest.js';
import { mermaidFindings } from './catalog/mermaid.js';
import { metricFindings } from './catalog/metric.js';
import { modelFindings } from './catalog/model.js';
import { modelFileFindings } from './catalog/model-file.js';
import { pipelineFindings } from './catalog/pipeline.js';
import { planFindings } from './catalog/plan.js';
import { privilegeFindings } from './catalog/privileges.js';
import { rankFindings } from './catalog/rank.js';
import { remoteAccessFindings } from './catalog/remote-access.js';
import { reproducibilityFindings } from './catalog/reproducibility.js';
import { resolutionFindings } from './catalog/resolution.js';
import { runFindings } from './catalog/run.js';
import { sharedMemoryFindings } from './catalog/shared-memory.js';
import { slownessFindings } from './catalog/slowness.js';
import { slurmFindings } from './catalog/slurm.js';
import { sourceFindings } from './catalog/source.js';
import { specFindings } from './catalog/spec.js';
import { sshServerFindings } from './catalog/ssh-server.js';
import { traceFindings } from './catalog/trace.js';
import { trainingFindings } from './catalog/training.js';
import { trainingScaleFindings } from './catalog/training-scale.js';
import { verifyFindings } from './catalog/verify.js';
import type { FindingEntry, FindingMaker } from './finding.js';

/**
 * The one list of all findings. A family is a file in `catalog/`; to add one, write the file and name it here.
 * The parameters of an entry are known only where it is made, hence `never`.
 */
const FAMILIES: readonly Readonly<Record<string, FindingMaker<never>>>[] = [
  acceleratorFindings,
  blockFindings,
  checkpointFindings,
  choiceFindings,
  compatibilityFindings,
  composeFindings,
  gpuAccessFindings,
  hardeningFindings,
  imageHygieneFindings,
  jupyterFindings,
  privilegeFindings,
  remoteAccessFindings,
  reproducibilityFindings,
  sharedMemoryFindings,
  sshServerFindings,
  dataFindings,
  devcontainerFindings,
  dockerfileFindings,
  exportFindings,
  engineFindings,
  hostFindings,
  ignoreFindings,
  lifeFindings,
  linkFindings,
  lockFindings,
  logFindings,
  pipelineFindings,
  planFindings,
  kubernetesFindings,
  manifestFindings,
  mermaidFindings,
  metricFindings,
  modelFileFindings,
  modelFindings,
  rankFindings,
  resolutionFindings,
  runFindings,
  slurmFindings,
  slownessFindings,
  sourceFindings,
  specFindings,
  traceFindings,
  trainingFindings,
  trainingScaleFindings,
  verifyFindings,
];

const ENTRIES: readonly FindingEntry<never>[] = FAMILIES.flatMap((family) =>
  Object.values(family).map((make) => make.entry),
).sort((a, b) => compareText(a.code, b.code));

const BY_CODE: ReadonlyMap<string, FindingEntry<never>> = new Map(ENTRIES.map((entry) => [entry.code, entry]));

/** Every entry, in the order of the codes. */
export function listFindingEntries(): readonly FindingEntry<never>[] {
  return ENTRIES;
}

export function findEntry(code: string): FindingEntry<never> | undefined {
  return BY_CODE.get(code.toUpperCase());
}
