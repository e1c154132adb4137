import { type OptionTable, optionRows, optionTable } from '../../commands/options.js';

/** What an option of `sbatch` or `srun` says; `setting` is kept as text under its own name. */
export type SlurmMeaning =
  | 'ignored'
  | 'setting'
  | 'jobName'
  | 'nodes'
  | 'tasks'
  | 'tasksPerNode'
  | 'cpusPerTask'
  | 'memory'
  | 'time'
  | 'gres'
  | 'gpus'
  | 'gpusPerNode'
  | 'gpusPerTask'
  | 'containerImage'
  | 'containerMounts'
  | 'containerWorkdir'
  | 'containerName'
  | 'containerSwitch';

/** Options that `sbatch` and `srun` share. Sources: the manuals of Slurm 24.11, the README of pyxis 0.20. */
const SHARED = [
  optionRows<SlurmMeaning>('value', 'jobName', 'job-name,J'),
  optionRows<SlurmMeaning>('value', 'nodes', 'nodes,N'),
  optionRows<SlurmMeaning>('value', 'tasks', 'ntasks,n'),
  optionRows<SlurmMeaning>('value', 'tasksPerNode', 'ntasks-per-node'),
  optionRows<SlurmMeaning>('value', 'cpusPerTask', 'cpus-per-task,c'),
  optionRows<SlurmMeaning>('value', 'memory', 'mem mem-per-cpu mem-per-gpu'),
  optionRows<SlurmMeaning>('value', 'time', 'time,t'),
  optionRows<SlurmMeaning>('value', 'gres', 'gres'),
  optionRows<SlurmMeaning>('value', 'gpus', 'gpus,G'),
  optionRows<SlurmMeaning>('value', 'gpusPerNode', 'gpus-per-node'),
  optionRows<SlurmMeaning>('value', 'gpusPerTask', 'gpus-per-task'),
  optionRows<SlurmMeaning>('value', 'containerImage', 'container-image'),
  optionRows<SlurmMeaning>('value', 'containerMounts', 'container-mounts'),
  optionRows<SlurmMeaning>('value', 'containerWorkdir', 'container-workdir'),
  optionRows<SlurmMeaning>('value', 'containerName', 'container-name'),
  optionRows<SlurmMeaning>(
    'none',
    'containerSwitch',
    'container-mount-home no-container-mount-home container-remap-root no-container-remap-root container-entrypoint ' +
      'no-container-entrypoint container-writable container-readonly container-entrypoint-log',
  ),
  optionRows<SlurmMeaning>(
    'value',
    'setting',
    'partition,p account,A qos,q constraint,C reservation nodelist,w dependency,d',
  ),
  optionRows<SlurmMeaning>('optional', 'setting', 'exclusive'),
  optionRows<SlurmMeaning>(
    'value',
    'ignored',
    'acctg-freq bb bbf begin,b chdir,D clusters,M cluster-constraint comment container container-env container-id ' +
      'container-save core-spec,S cores-per-socket cpu-freq cpus-per-gpu deadline delay-boot distribution,m error,e ' +
      'exclude,x export export-file extra extra-node-info,B gid gpu-bind gpu-freq gpus-per-socket gres-flags hint input,i ' +
      'kill-on-invalid-dep licenses,L mail-type mail-user mcs-label mem-bind mincpus network nodefile,F ntasks-per-core ' +
      'ntasks-per-gpu ntasks-per-socket open-mode output,o power prefer priority profile segment signal sockets-per-node ' +
      'switches thread-spec threads-per-core time-min tmp tres-bind tres-per-task uid wckey',
  ),
  optionRows<SlurmMeaning>('optional', 'ignored', 'nice propagate get-user-env no-kill,k oom-kill-step resv-ports'),
  optionRows<SlurmMeaning>(
    'none',
    'ignored',
    'contiguous help,h hold,H overcommit,O oversubscribe,s parsable quiet,Q reboot requeue no-requeue spread-job stepmgr ' +
      'test-only usage use-min-nodes verbose,v version,V',
  ),
];

export const SBATCH_OPTIONS = optionTable(
  ...SHARED,
  optionRows<SlurmMeaning>('value', 'setting', 'array,a'),
  optionRows<SlurmMeaning>('value', 'ignored', 'batch wait-all-nodes wrap'),
  optionRows<SlurmMeaning>('none', 'ignored', 'ignore-pbs wait,W'),
);

export const SRUN_OPTIONS = optionTable(
  ...SHARED,
  optionRows<SlurmMeaning>(
    'value',
    'ignored',
    'accel-bind cpu-bind epilog het-group jobid max-exit-timeout max-threads mpi msg-timeout prolog relative,r ' +
      'slurmd-debug task-epilog task-prolog threads,T treewidth wait,W tres-per-node',
  ),
  optionRows<SlurmMeaning>('optional', 'ignored', 'bcast compress immediate,I kill-on-bad-exit,K pty send-libs'),
  optionRows<SlurmMeaning>(
    'none',
    'ignored',
    'disable-status,X exact interactive label,l multi-prog no-allocate,Z overlap preserve-env,E unbuffered,u whole async ' +
      'debugger-test',
  ),
);

/** Slurm takes the beginning of a long option when only one option begins so: `--cpus-per-t=8`. */
export function completeOption(text: string, table: OptionTable<SlurmMeaning>): string {
  const name = text.slice(0, 64).split('=', 1)[0] ?? text;
  if (!/^--[a-z]/.test(name) || table.has(name)) return text;
  const found = [...table.keys()].filter((option) => option.startsWith(name));
  return found.length === 1 ? `${found[0]}${text.slice(name.length)}` : text;
}
