import { sliceSource } from '../../base/mapped-text.js';
import { baseNameOf } from '../../base/paths.js';
import type { SourceText } from '../../base/text.js';
import { fileStart } from '../../base/text.js';
import { reportSyntax } from '../../commands/container-script.js';
import { addGpuUse } from '../../commands/gpus.js';
import { readScriptLines } from '../../commands/script-lines.js';
import { createScriptVariables } from '../../commands/script-variables.js';
import { createFragmentBuilder, type FragmentBuilder } from '../../graph/fragment.js';
import { nodeId } from '../../graph/ids.js';
import type { NodeId } from '../../graph/node.js';
import type { Reader } from '../reader.js';
import { addContainers } from './add-containers.js';
import { addStep, createStepContext } from './add-step.js';
import { vendorOfScript } from './gpu-amounts.js';
import { type Directives, readDirectives } from './read-directives.js';
import { type Job, readJob } from './read-job.js';

/** Nobody writes more into one script; it bounds what a hostile one costs. */
const MAX_COMMANDS = 2000;

/**
 * A Slurm batch script is a workload: its `#SBATCH` lines say how many nodes, tasks and GPUs; its commands start containers
 * (pyxis, Apptainer) or run on the nodes themselves.
 */
export const slurmReader: Reader = {
  kind: 'slurm',
  read: (source, { open }) => {
    const builder = createFragmentBuilder();
    const directives = readDirectives(source);
    const scriptVendor = vendorOfScript(source.text);
    const job = readJob(directives.options, scriptVendor);
    for (const finding of [...directives.findings, ...job.findings]) builder.addFinding(finding);
    const workload = addWorkload(builder, source, directives, job);
    const script = readScriptLines(source, sliceSource(source, { start: 0, end: source.text.length }), {
      variables: createScriptVariables(job.environment),
    });
    reportSyntax(builder, source, script.problems);
    const context = createStepContext({ source, workload, job, scriptVendor, open });
    for (const { line, directory } of script.lines.slice(0, MAX_COMMANDS)) addStep(builder, line, directory, context);
    const isUsed = addContainers(builder, workload, context.containers.values());
    if (!isUsed) for (const { value, place } of job.gpus) addGpuUse(builder, workload, value, place);
    return builder.fragment();
  },
};

function addWorkload(builder: FragmentBuilder, source: SourceText, directives: Directives, job: Job): NodeId {
  const place = directives.place ?? fileStart(source.path);
  const name = job.name?.value || baseNameOf(source.path).replace(/\.[^.]+$/, '');
  const { nodes, tasksPerNode, settings } = job;
  return builder.addNode({
    kind: 'workload',
    id: nodeId.workload(source.path, name),
    label: name,
    origins: [place],
    facts: {
      platform: 'slurm',
      controller: 'sbatch',
      ...(nodes ? { nodes } : {}),
      ...(tasksPerNode ? { processesPerNode: tasksPerNode } : {}),
      settings: directives.isHeterogeneous ? [...settings, { name: 'heterogeneous', value: 'true', place }] : settings,
    },
  });
}
