import { baseNameOf } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { parseVolumeSpec, type VolumeMount } from '../../commands/mounts.js';
import { optionRows, optionTable, readOptions } from '../../commands/options.js';
import type { CommandWord } from '../../commands/word.js';
import type { Located } from '../../graph/node.js';

type ApptainerMeaning = 'ignored' | 'bind' | 'workdir' | 'environment' | 'nvidia' | 'amd';

/** Options of `apptainer exec` and `apptainer run` 1.3, and of SingularityCE 4. Source: their command references. */
const APPTAINER_OPTIONS = optionTable<ApptainerMeaning>(
  optionRows('value', 'bind', 'bind,B'),
  optionRows('value', 'workdir', 'pwd cwd'),
  optionRows('value', 'environment', 'env'),
  optionRows('none', 'nvidia', 'nv nvccli'),
  optionRows('none', 'amd', 'rocm'),
  optionRows(
    'value',
    'ignored',
    'add-caps app apply-cgroups blkio-weight blkio-weight-device cpu-shares cpus cpuset-cpus cpuset-mems dns drop-caps ' +
      'env-file fusemount home,H hostname memory memory-reservation memory-swap mount network network-args no-mount ' +
      'overlay,o pem-path pids-limit scratch,S security workdir,W netns-path',
  ),
  optionRows(
    'none',
    'ignored',
    'allow-setuid cleanenv,e compat contain,c containall,C disable-cache docker-login fakeroot,f ipc,i keep-privs net,n ' +
      'no-compat no-eval no-home no-https no-init no-nv no-privs no-rocm no-umask nohttps oom-kill-disable passphrase ' +
      'pid,p sharens underlay unsquash userns,u uts vm writable,w writable-tmpfs',
  ),
);

/** A container that `apptainer exec` or `singularity run` starts. */
export interface ApptainerRun {
  readonly image: CommandWord;
  readonly command: readonly CommandWord[];
  readonly mounts: readonly Located<VolumeMount>[];
  readonly workdir?: Located<string>;
  readonly environment: readonly (Located<string> & { readonly name: string })[];
  /** Where the command says that the GPUs of the host are brought in. */
  readonly gpu?: Located<'nvidia' | 'amd'>;
}

/** Reads the words of a command line that begins with `apptainer` or `singularity`; undefined when it starts no container. */
export function readApptainer(words: readonly CommandWord[]): ApptainerRun | undefined {
  const [program, ...args] = words;
  if (!program || !/^(?:apptainer|singularity)$/.test(baseNameOf(program.value))) return undefined;
  const at = args.findIndex(({ value }) => !value.startsWith('-'));
  if (!/^(?:exec|run|shell)$/.test(args[at]?.value ?? '')) return undefined;
  const { options, rest } = readOptions(args.slice(at + 1), APPTAINER_OPTIONS);
  const [image, ...command] = rest;
  if (!image) return undefined;
  const values = (meaning: ApptainerMeaning): readonly CommandWord[] =>
    options.flatMap((option) => (option.meaning === meaning && option.value ? [option.value] : []));
  const workdir = values('workdir').at(-1);
  const gpu = options.find(({ meaning }) => meaning === 'nvidia' || meaning === 'amd');
  return {
    image,
    command,
    mounts: values('bind').flatMap(({ value, place }) => readMountList(value, place)),
    ...(workdir ? { workdir: { value: workdir.value, place: workdir.place } } : {}),
    environment: values('environment').flatMap(readVariables),
    ...(gpu ? { gpu: { value: gpu.meaning === 'amd' ? 'amd' : 'nvidia', place: gpu.place } } : {}),
  };
}

/** `source:target:options`, several with commas between: what `--bind` and pyxis' `--container-mounts` take. */
export function readMountList(text: string, place: Place): readonly Located<VolumeMount>[] {
  return splitMounts(text).flatMap((item) => {
    const isPathAlone = !item.includes(':');
    const mount = parseVolumeSpec(isPathAlone ? `${item}:${item}` : item);
    // What is mounted comes from the cluster's file system, also when its path begins with no slash.
    return mount ? [{ value: { ...mount, type: mount.type === 'named' ? 'bind' : mount.type }, place }] : [];
  });
}

/** A comma also separates the options of one mount (`a:b:ro,z`): what holds no path goes with what stands before it. */
function splitMounts(text: string): readonly string[] {
  const items: string[] = [];
  for (const part of text.split(',')) {
    const isPath = /[/:$`]/.test(part);
    if (isPath || items.length === 0) items.push(part);
    else items[items.length - 1] = `${items.at(-1)},${part}`;
  }
  return items.filter(Boolean);
}

function readVariables({ value, place }: CommandWord): readonly (Located<string> & { readonly name: string })[] {
  return value.split(',').flatMap((item) => {
    const at = item.indexOf('=');
    return at <= 0 ? [] : [{ name: item.slice(0, at), value: item.slice(at + 1), place }];
  });
}
