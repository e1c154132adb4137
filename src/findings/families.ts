/** What the codes of each family are about: the part before the dash of a code, and its title in lists. */
const FAMILY_TITLES: Readonly<Record<string, string>> = {
  BLK: 'pictures in Markdown files',
  CKP: 'checkpoints beside the model that they are for',
  CMP: 'versions in files that do not go together',
  CMS: 'compose files',
  DAT: 'YAML, JSON and TOML as such',
  DEV: 'dev containers',
  DKF: 'Dockerfiles',
  ENG: 'Docker and Podman',
  EXP: 'exported plans',
  GPU: 'GPUs for containers',
  HST: 'the machine that runs containers',
  IGN: 'comments that ignore findings',
  JUP: 'Jupyter',
  K8S: 'Kubernetes',
  LCK: 'torchdock.lock',
  LNK: 'how the files fit together',
  LOG: 'logs of a training',
  MDF: 'model files',
  MDL: 'models read from their source',
  MMD: 'Mermaid texts',
  MTR: 'files of metrics',
  NET: 'ports and networks',
  PKG: 'Python packages',
  PLN: 'what would be built and started',
  PPL: 'training pipelines read from their scripts',
  REP: 'reproducible builds',
  RES: 'versions that fit together',
  RNK: 'the ranks of a run together',
  RUN: 'docker run and podman run',
  SEC: 'rights and secrets',
  SHM: 'shared memory',
  SLM: 'Slurm',
  SLW: 'what slows a training',
  SPC: 'torchdock.yaml',
  SRC: 'files as such',
  SSH: 'remote login',
  TRC: 'traces of profilers, and what a run leaves behind',
  TRN: 'training scripts',
  ULM: 'limits of the kernel',
  UPD: 'building, starting and stopping an environment',
  VFY: 'what runs, measured',
};

/** `JUP-01` → `JUP`. */
export function familyOf(code: string): string {
  return code.slice(0, code.indexOf('-'));
}

/** Title of the family of a code; undefined when the family has none yet. */
export function familyTitle(family: string): string | undefined {
  return Object.hasOwn(FAMILY_TITLES, family) ? FAMILY_TITLES[family] : undefined;
}
