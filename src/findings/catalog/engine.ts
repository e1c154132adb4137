import { defineFinding } from '../finding.js';

const INSTALL =
  'Install one: apt-get install podman runc netavark iptables (or docker.io) on Debian; dnf install podman on Fedora; https://docs.docker.com/engine/install/ elsewhere.';

/** Findings about the engine that runs containers. Codes `ENG-nn`. */
export const engineFindings = {
  noEngine: defineFinding<{ wish: string; tried: readonly string[]; startCommand?: string }>({
    code: 'ENG-01',
    severity: 'error',
    title: 'No container engine answers',
    message: ({ wish, tried }) =>
      `${wish === 'auto' ? 'Neither Docker nor Podman answers' : `${wish === 'docker' ? 'Docker' : 'Podman'} does not answer`}: ${tried.join('; ')}`,
    hint: ({ startCommand }) => (startCommand ? `Start it: ${startCommand}` : INSTALL),
    page: {
      why: 'Building, starting and measuring an environment needs Docker or Podman on this machine. torchdock asks the address in DOCKER_HOST or CONTAINER_HOST where one is set, then the usual sockets, then the podman program, which needs no service. Each attempt is named with what came of it. Everything else (resolve, lock, export, check, draw) works without an engine.',
      bad: '$ torchdock up\nNeither Docker nor Podman answers: /var/run/docker.sock is not there; no podman program on PATH',
      good: '$ apt-get install podman runc netavark iptables\n$ torchdock up',
    },
  }),
  remoteEngine: defineFinding<{ variable: string; address: string }>({
    code: 'ENG-02',
    severity: 'error',
    title: 'The engine is on another machine',
    message: ({ variable, address }) =>
      `${variable} names ${address}; torchdock speaks to engines of this machine only`,
    hint: ({ variable }) =>
      `Run torchdock on that machine (over ssh), or unset ${variable} to use the engine of this one.`,
    page: {
      why: 'A container that runs elsewhere sees the folders, the GPUs and the ports of that machine: the workspace would be empty there, the printed addresses would lead nowhere, and verify would compare with the wrong host. Over tcp:// whoever reaches the port is root on the machine.',
      bad: 'DOCKER_HOST=ssh://gpu-server torchdock up',
      good: 'ssh -t gpu-server "cd project && torchdock up"',
    },
  }),
  notAllowed: defineFinding<{ path: string }>({
    code: 'ENG-03',
    severity: 'error',
    title: 'The engine is there, but not for this user',
    message: ({ path }) => `${path} may not be used by this user`,
    hint: () =>
      'Use Podman without root (apt-get install podman uidmap slirp4netns), or Docker rootless (dockerd-rootless-setuptool.sh install). Members of the group docker are as good as root.',
    page: {
      why: 'Whoever may write to the socket of a rootful engine can do anything on the machine, so it is closed to others. Engines that run without root give every user their own.',
      bad: '$ torchdock up\n/var/run/docker.sock may not be used by this user',
      good: '$ sudo apt-get install podman uidmap slirp4netns\n$ torchdock up --engine podman',
    },
  }),
  noBuildKit: defineFinding<{ version: string }>({
    code: 'ENG-04',
    severity: 'error',
    title: 'This Docker has no BuildKit',
    message: ({ version }) => `Docker ${version} builds without BuildKit, so it knows no cache mounts`,
    hint: () =>
      'Use Docker 23 or newer, or say {"features": {"buildkit": true}} in /etc/docker/daemon.json and restart it; Podman builds too: --engine podman.',
    page: {
      why: 'torchdock keeps downloaded packages between builds with RUN --mount=type=cache, which only BuildKit (and Podman) understand. Whether the daemon has it is asked of the daemon itself, in the header Builder-Version of its ping.',
      bad: '{}',
      good: '{ "features": { "buildkit": true } }',
    },
  }),
  silent: defineFinding<{ address: string; seconds: number }>({
    code: 'ENG-05',
    severity: 'error',
    title: 'The engine fell silent',
    message: ({ address, seconds }) =>
      `The engine at ${address} has not answered what it was asked, nor a ping beside it, for ${seconds} s`,
    hint: () =>
      'Restart it (sudo systemctl restart docker, or systemctl --user restart podman); the next torchdock up or down mends what was begun.',
    page: {
      why: 'A build may be quiet for an hour, so torchdock never gives up a request because it takes long. But while it waits it asks the engine for a sign of life several times a minute. An engine that leaves three such questions in a row unanswered, each for ten seconds, is stuck or gone, and waiting longer would be waiting for ever.',
      bad: '$ torchdock build\n(the daemon hangs)',
      good: '$ sudo systemctl restart docker\n$ torchdock build',
    },
  }),
} as const;
