import { defineFinding } from '../finding.js';

const NOTHING_TOUCHED = 'Only what carries the labels of this project is ever changed.';

/** Findings about building, starting and stopping an environment. Codes `UPD-nn`. */
export const lifeFindings = {
  foreignContainer: defineFinding<{ name: string; engine: string }>({
    code: 'UPD-01',
    severity: 'error',
    title: 'A container of that name is there, and it is not ours',
    message: ({ name, engine }) =>
      `${engine} has a container ${name} that torchdock did not make for this project; it is left alone`,
    hint: ({ name, engine }) =>
      `Look at it with ${engine} inspect ${name}; rename or remove it yourself, or give torchdock.yaml another name.`,
    page: {
      why: `torchdock stops and removes containers. ${NOTHING_TOUCHED} A container that somebody else made under the same name may hold their work.`,
      bad: 'docker run --name torchdock-lab-3f2a91 …\ntorchdock up',
      good: 'docker rename torchdock-lab-3f2a91 my-lab\ntorchdock up',
    },
  }),
  foreignVolume: defineFinding<{ name: string; engine: string }>({
    code: 'UPD-02',
    severity: 'error',
    title: 'A volume of that name is there, and it is not ours',
    message: ({ name, engine }) =>
      `${engine} has a volume ${name} that torchdock did not make for this project; it is left alone`,
    hint: () => 'Give the volume another name in torchdock.yaml, or copy what it holds and remove it yourself.',
    page: {
      why: `Training would write into data of somebody else, and down --volumes would have to tell the two apart. ${NOTHING_TOUCHED}`,
      bad: 'docker volume create torchdock-lab-3f2a91-data\ntorchdock up',
      good: 'volumes:\n  datasets: /workspace/data   # another name',
    },
  }),
  foreignImage: defineFinding<{ reference: string; engine: string }>({
    code: 'UPD-03',
    severity: 'error',
    title: 'An image of that name is there, and it is not what torchdock would build',
    message: ({ reference, engine }) =>
      `${engine} has an image ${reference} without the label of what torchdock builds under this name; it is left alone`,
    hint: ({ reference, engine }) => `Remove or rename it yourself: ${engine} rmi ${reference}.`,
    page: {
      why: `The name of an image holds the digest of all that it is built from. One that does not carry that digest as a label was made by something else, and building would take its name away. ${NOTHING_TOUCHED}`,
      bad: 'docker tag other localhost/torchdock/lab:cpu-3f2a91\ntorchdock up',
      good: 'docker rmi localhost/torchdock/lab:cpu-3f2a91\ntorchdock up',
    },
  }),
  buildFailed: defineFinding<{ message: string; step: string | undefined; log: string }>({
    code: 'UPD-04',
    severity: 'error',
    title: 'The image could not be built',
    message: ({ message, step }) => `The build failed${step === undefined ? '' : ` at ${step}`}: ${message}`,
    hint: ({ log }) => `The whole log is in ${log}. What was built before that step is kept and not built again.`,
    page: {
      why: 'A step of the build ended with an error: mostly a package that is not there under that name, a mirror that does not answer, or a full disk. Nothing was changed but the cache of the engine; a container that ran before still runs.',
      bad: 'packages:\n  apt: [libgl1-mesa]    # no such package in Debian 12',
      good: 'packages:\n  apt: [libgl1]',
    },
  }),
  ended: defineFinding<{ name: string; exitCode: number | undefined; last: string | undefined }>({
    code: 'UPD-05',
    severity: 'error',
    title: 'The container ended instead of answering',
    message: ({ name, exitCode, last }) =>
      `${name} ended${exitCode === undefined ? '' : ` with status ${exitCode}`} before its services answered; ${last === undefined ? 'it said nothing' : `it said last: ${last}`}`,
    hint: ({ exitCode }) =>
      exitCode === 137
        ? 'Status 137 is a kill, mostly for want of memory: limits.memory in torchdock.yaml.'
        : 'The container was removed; its volumes and the image are kept.',
    page: {
      why: 'What the container runs ended by itself: a command that fails, a package that is missing in the image, a secret that cannot be read.',
      bad: 'command: [python, trian.py]',
      good: 'command: [python, train.py]',
    },
  }),
  noAnswer: defineFinding<{ service: string; address: string; seconds: number }>({
    code: 'UPD-06',
    severity: 'error',
    title: 'A service of the container does not answer',
    message: ({ service, address, seconds }) => `${service} does not answer on ${address} after ${seconds} s`,
    hint: () => 'The container is left running: torchdock logs shows what it says, torchdock down takes it away.',
    page: {
      why: 'The container runs, but the service in it cannot be reached through the published port: it is slow to start, it hangs, or it listens elsewhere.',
      bad: 'torchdock up     # on a machine without free memory',
      good: 'torchdock logs   # what does it wait for?',
    },
  }),
  noVariable: defineFinding<{ name: string }>({
    code: 'UPD-07',
    severity: 'error',
    title: 'A secret that the spec names is not in the environment',
    message: ({ name }) => `The variable ${name} is not set, and torchdock.yaml names it under secrets`,
    hint: ({ name }) => `Set it for this command: read -rs ${name} && export ${name}.`,
    page: {
      why: 'The container would start without the secret and fail later, where nobody looks for the reason. Its value is kept in a file that only you can read, until torchdock down.',
      bad: 'secrets: [HF_TOKEN]     # and HF_TOKEN is not set',
      good: 'export HF_TOKEN=…\ntorchdock up',
    },
  }),
  noKey: defineFinding<Record<never, never>>({
    code: 'UPD-08',
    severity: 'error',
    title: 'There is no public key that could log in over SSH',
    message: () => 'SSH is on, but there is no public key that could log in: ~/.ssh holds no *.pub',
    hint: () => 'Make one with ssh-keygen -t ed25519, or name one under ssh.keys in torchdock.yaml.',
    page: {
      why: 'The container takes keys only, no passwords. Without a key the port would be open for nobody.',
      bad: 'ssh: {}                  # and no ~/.ssh/id_ed25519.pub',
      good: 'ssh:\n  keys: [~/.ssh/lab.pub]',
    },
  }),
  badKey: defineFinding<{ key: string; problem: string }>({
    code: 'UPD-09',
    severity: 'error',
    title: 'What the spec names as a key is no public key',
    message: ({ key, problem }) => `ssh.keys: ${key} ${problem}`,
    hint: ({ problem }) =>
      problem === 'is a private key'
        ? 'Name the file beside it that ends in .pub; the private key stays where it is.'
        : 'Give the path of a .pub file, or one line such as ssh-ed25519 AAAA… you@host.',
    page: {
      why: 'Only public keys are given to the container. A private key must never be copied: whoever has it is you.',
      bad: 'ssh:\n  keys: [~/.ssh/id_ed25519]',
      good: 'ssh:\n  keys: [~/.ssh/id_ed25519.pub]',
    },
  }),
  foreignStateFolder: defineFinding<{ path: string; isLink: boolean }>({
    code: 'UPD-10',
    severity: 'error',
    title: '.torchdock is not a folder of files',
    message: ({ path, isLink }) =>
      `${path} is ${isLink ? 'a link' : 'not what torchdock makes there'}; nothing is read or written through it`,
    hint: () => 'Remove it; torchdock makes what it needs itself.',
    page: {
      why: 'Tokens and keys are written there. Through a link that a repository brings along they would land elsewhere, in ~/.ssh for instance; and a link in place of a secret would hand a file of yours to the container.',
      bad: 'ln -s ~/.ssh .torchdock',
      good: 'rm .torchdock\ntorchdock up',
    },
  }),
  noPort: defineFinding<{ service: string; first: number; last: number; address: string }>({
    code: 'UPD-11',
    severity: 'error',
    title: 'No port is free for a service',
    message: ({ service, first, last, address }) =>
      `No port from ${first} to ${last} of ${address} is free for ${service}`,
    hint: () => 'Give it another one in torchdock.yaml, or see what listens: ss -ltn.',
    page: {
      why: 'Ports below 1024 are for root alone on most systems, and an address that this host does not have can never be listened on.',
      bad: 'jupyter:\n  port: 65535',
      good: 'jupyter:\n  port: 8888',
    },
  }),
  notUp: defineFinding<{ name: string; isThere: boolean }>({
    code: 'UPD-12',
    severity: 'error',
    title: 'The environment is not up',
    message: ({ name, isThere }) => (isThere ? `The container of ${name} does not run` : `${name} has no container`),
    hint: () => 'Start it with torchdock up.',
    page: {
      why: 'There is nothing to look into, and nothing that could run a command.',
      bad: 'torchdock shell',
      good: 'torchdock up\ntorchdock shell',
    },
  }),
  noSsh: defineFinding<{ name: string }>({
    code: 'UPD-13',
    severity: 'error',
    title: 'The environment has no SSH',
    message: ({ name }) => `${name} does not publish SSH, so there is nothing to write into an ssh configuration`,
    hint: () =>
      'Add the lines "ssh:" and "  port: 2222" to torchdock.yaml and type torchdock up; torchdock shell works without SSH.',
    page: {
      why: 'SSH is off unless the spec asks for it: one service less that can be reached.',
      bad: 'torchdock shell --ssh-config     # and torchdock.yaml has no ssh',
      good: 'ssh:\n  port: 2222',
    },
  }),
  engineRefused: defineFinding<{ message: string; isReached: boolean }>({
    code: 'UPD-14',
    severity: 'error',
    title: 'The engine refused',
    message: ({ message, isReached }) =>
      isReached ? `The engine refused: ${message}` : `The engine cannot be reached: ${message}`,
    hint: () => 'torchdock doctor looks at the engine; what was begun is mended by the next torchdock up or down.',
    page: {
      why: 'Docker or Podman did not do what it was asked for. What it said stands in the message.',
      bad: 'torchdock up     # no space left on device',
      good: 'docker system df\ntorchdock up',
    },
  }),
  foreignOwner: defineFinding<{ uid: number; own: number }>({
    code: 'UPD-15',
    severity: 'warning',
    title: 'The container cannot read its secrets',
    message: ({ uid, own }) =>
      `The container runs as uid ${uid} and its secrets belong to you, uid ${own}: only root can give them away`,
    hint: () => 'Use uid: host under user in torchdock.yaml.',
    page: {
      why: 'Token and keys are files that only their owner can read. Inside, another uid is another person: Jupyter and sshd could not read them.',
      bad: 'user:\n  uid: 4711',
      good: 'user:\n  uid: host',
    },
  }),
  otherEngine: defineFinding<{ before: string; now: string }>({
    code: 'UPD-16',
    severity: 'info',
    title: 'The environment was brought up by another engine before',
    message: ({ before, now }) => `${before} was used before, now ${now}: what ${before} holds is still there`,
    hint: ({ before }) => `torchdock down --engine ${before} takes it away.`,
    page: {
      why: 'Docker and Podman know nothing of each other: containers, volumes and images of one are invisible to the other.',
      bad: 'torchdock up --engine docker\ntorchdock up --engine podman',
      good: 'torchdock down --engine docker\ntorchdock up --engine podman',
    },
  }),
  givesHost: defineFinding<{ path: string; isWorkspace: boolean; real: string | undefined }>({
    code: 'UPD-18',
    severity: 'error',
    title: 'A folder would hand the host to the container',
    message: ({ path, isWorkspace, real }) =>
      `${isWorkspace ? 'The workspace' : 'The mount of'} ${path}${real === undefined ? '' : `, a link to ${real},`} would hand over ${real ?? path}: keys, settings and programs of this host`,
    hint: ({ isWorkspace }) =>
      isWorkspace
        ? 'Put the project into a folder of its own, or name a folder below it: workspace: src.'
        : 'Mount only the folder that holds the data.',
    page: {
      why: 'Whoever runs code in the container reads and writes what it is given. In a home folder that is ~/.ssh and ~/.bashrc, in the root of the file system everything. A mount may be written harmlessly and be a link that the repository brings along, so it is judged by where it leads.',
      bad: 'mounts: [./data:/data]     # and data is a link to /home/you',
      good: 'mounts: [./data:/data:ro]',
    },
  }),
  noMountSource: defineFinding<{ source: string }>({
    code: 'UPD-19',
    severity: 'error',
    title: 'What is to be mounted is not there',
    message: ({ source }) => `There is no ${source}, which torchdock.yaml mounts`,
    hint: () => 'Make the folder, or mend the path under mounts.',
    page: {
      why: 'An engine either refuses such a mount after the whole image was built, or makes an empty folder that belongs to root.',
      bad: 'mounts: [~/datasets/imagnet:/data:ro]',
      good: 'mounts: [~/datasets/imagenet:/data:ro]',
    },
  }),
  imageKept: defineFinding<{ reference: string; message: string }>({
    code: 'UPD-17',
    severity: 'warning',
    title: 'An image was not removed',
    message: ({ reference, message }) => `${reference} was not removed: ${message}`,
    hint: () => 'It is removed with the last environment that uses it: two folders with the same files share an image.',
    page: {
      why: 'An image is named after what it is built from, so two folders of the same content have the same one. An engine does not remove an image while a container is made of it.',
      bad: 'torchdock down --image      # and the copy in ../lab-2 is up',
      good: 'torchdock down ../lab-2 --image\ntorchdock down --image',
    },
  }),
  noTrainingCommand: defineFinding<{ name: string; reason: 'none' | 'several' | 'no-script' | 'ended' }>({
    code: 'UPD-20',
    severity: 'error',
    title: 'There is no command to profile',
    message: ({ name, reason }) =>
      ({
        none: `No file of ${name} says how its training is started`,
        several: `The files of ${name} start several scripts that train`,
        'no-script': 'The command starts no Python script that can be told from its words',
        ended: `${name} ran its command and ended: nothing can be run in it`,
      })[reason],
    hint: ({ reason }) =>
      reason === 'ended'
        ? 'Give torchdock.yaml jupyter or ssh, so that the container stays.'
        : 'Name it: torchdock up --profile -- python train.py --epochs 1',
    page: {
      why: 'The profiler stands between Python and the script: it needs a command whose words are python or a launcher, and a script or -m and a module. Words in one string for a shell are not taken apart.',
      bad: 'torchdock up --profile -- sh -c "python train.py"',
      good: 'torchdock up --profile -- python train.py --epochs 1',
    },
  }),
  noTrace: defineFinding<{ status: number }>({
    code: 'UPD-21',
    severity: 'error',
    title: 'The training left no trace',
    message: ({ status }) => `The training ended with status ${status} and left no trace`,
    hint: () =>
      'What it said last tells why: too few steps (the first four are not recorded), processes that the script starts itself, or an optimizer that is not of PyTorch.',
    page: {
      why: 'A step is what happens between two calls of step() of a PyTorch optimizer, in the process that runs the script. The first step finds the model, three more are waited for, and then it is recorded.',
      bad: 'torchdock up --profile -- python train.py --max-steps 3',
      good: 'torchdock up --profile -- python train.py --max-steps 20',
    },
  }),
};
