import { isDockerfileName } from './dockerfile/dockerfile-name.js';
import type { ReaderEntry } from './reader.js';

/** Far above what anybody writes into a Dockerfile or a list of packages. */
const SMALL_FILE_BYTES = 2 * 2 ** 20;

/** The one list of readers. A file may be read by several; the order does not matter. */
export const READERS: readonly ReaderEntry[] = [
  {
    kind: 'dockerfile',
    title: 'Dockerfile',
    files: ['Dockerfile', 'Dockerfile.*', '*.Dockerfile', 'Containerfile'],
    matches: isDockerfileName,
    largestBytes: SMALL_FILE_BYTES,
    load: async () => (await import('./dockerfile/read-dockerfile.js')).dockerfileReader,
  },
  {
    kind: 'requirements',
    title: 'pip requirements file',
    files: ['requirements*.txt', 'requirements/*.txt', '*-requirements.txt', 'constraints*.txt'],
    matches: (path) =>
      /(?:^|\/)(?:(?:requirements|constraints)[^/]*|[^/]*[-_.]requirements)\.txt$|(?:^|\/)requirements\/[^/]+\.txt$/.test(
        path,
      ),
    largestBytes: SMALL_FILE_BYTES,
    load: async () => (await import('./requirements/read-requirements.js')).requirementsReader,
  },
  {
    kind: 'pyproject',
    title: 'Python project',
    files: ['pyproject.toml'],
    matches: (path) => /(?:^|\/)pyproject\.toml$/.test(path),
    largestBytes: SMALL_FILE_BYTES,
    load: async () => (await import('./pyproject/read-pyproject.js')).pyprojectReader,
  },
  {
    kind: 'conda-environment',
    title: 'conda environment',
    files: ['environment*.yml', 'environment*.yaml', 'conda*.yml', 'conda*.yaml'],
    matches: (path) => /(?:^|\/)(?:environment|conda)[^/]*\.ya?ml$/.test(path),
    accepts: (text) => /^dependencies\s*:/m.test(text),
    load: async () => (await import('./conda-environment/read-conda-environment.js')).condaEnvironmentReader,
  },
  {
    kind: 'run-line',
    title: 'docker run command line',
    files: ['--run "docker run …"'],
    matches: (path) => path === '--run',
    load: async () => (await import('./run-line/read-run-line.js')).runLineReader,
  },
  {
    kind: 'shell-script',
    title: 'shell script that runs containers',
    files: ['*.sh', '*.bash'],
    matches: (path) => /\.(?:sh|bash|slurm|sbatch)$/i.test(path),
    accepts: (text) => /docker|podman|nerdctl|buildah/.test(text),
    load: async () => (await import('./shell-script/read-shell-script.js')).shellScriptReader,
  },
  {
    kind: 'compose',
    title: 'compose file',
    files: ['compose.yaml', 'compose.*.yaml', 'docker-compose*.yml'],
    matches: (path) => /(?:^|\/)(?:[^/]*compose[^/]*|docker-compose\/[^/]+)\.ya?ml$/i.test(path),
    accepts: (text) => /^[\uFEFF \t{]*["']?(?:services|include)["']?[ \t]*:/m.test(text),
    load: async () => (await import('./compose/read-compose.js')).composeReader,
  },
  {
    kind: 'markdown',
    title: 'Markdown with run commands',
    files: ['*.md', '*.mdx', '*.markdown'],
    matches: (path) => /\.(?:md|mdx|markdown)$/i.test(path),
    accepts: (text) => /docker|podman|nerdctl|buildah/.test(text),
    load: async () => (await import('./markdown/read-markdown.js')).markdownReader,
  },
  {
    kind: 'kubernetes',
    title: 'Kubernetes manifest',
    files: ['*.yaml', '*.yml', '*.json'],
    matches: (path) => /\.(?:ya?ml|json)$/.test(path),
    accepts: (text) => /^apiVersion\s*:|"apiVersion"\s*:/m.test(text) && /^kind\s*:|"kind"\s*:/m.test(text),
    load: async () => (await import('./kubernetes/read-kubernetes.js')).kubernetesReader,
  },
  {
    kind: 'slurm',
    title: 'Slurm batch script',
    files: ['*.slurm', '*.sbatch', '*.sh with #SBATCH lines'],
    matches: (path) => /\.(?:slurm|sbatch|sh|bash|job)$/i.test(path),
    accepts: (text) => /^#SBATCH\s/m.test(text),
    load: async () => (await import('./slurm/read-slurm.js')).slurmReader,
  },
  {
    kind: 'devcontainer',
    title: 'devcontainer',
    files: ['.devcontainer/devcontainer.json', '.devcontainer.json', '.devcontainer/*/devcontainer.json'],
    matches: (path) => /(?:^|\/)(?:\.devcontainer|\.devcontainer\/(?:[^/]+\/)?devcontainer)\.json$/.test(path),
    load: async () => (await import('./devcontainer/read-devcontainer.js')).devcontainerReader,
  },
  {
    kind: 'makefile',
    title: 'makefile that runs containers',
    files: ['Makefile', '*.mk'],
    matches: (path) => /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/.test(path),
    accepts: (text) => /docker|podman|nerdctl|buildah/.test(text),
    load: async () => (await import('./makefile/read-makefile.js')).makefileReader,
  },
];
