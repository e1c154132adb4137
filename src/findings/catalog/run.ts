import { defineFinding } from '../finding.js';

const DOCKER_RUN = 'https://docs.docker.com/reference/cli/docker/container/run/';

/** Findings in `docker run`, `podman run` and `docker build` command lines, wherever they stand. Codes `RUN-nn`. */
export const runFindings = {
  unknownOption: defineFinding<{ command: string; option: string; suggestion?: string | undefined }>({
    code: 'RUN-01',
    severity: 'error',
    title: 'An option does not exist',
    message: ({ command, option }) => `${command} has no option ${option}`,
    hint: ({ suggestion }) =>
      suggestion === undefined ? 'Remove it, or look it up in the help of the command.' : `Did you mean ${suggestion}?`,
    page: {
      why: 'The engine stops at the first option that it does not know: nothing is started. torchdock reads the rest of the line as if the option were not there.',
      bad: 'docker run --gpu all pytorch-cuda:2.7',
      good: 'docker run --gpus all pytorch-cuda:2.7',
      sources: [DOCKER_RUN, 'https://docs.podman.io/en/latest/markdown/podman-run.1.html'],
    },
  }),
  missingValue: defineFinding<{ command: string; option: string }>({
    code: 'RUN-02',
    severity: 'error',
    title: 'An option has no value',
    message: ({ command, option }) => `${option} of ${command} needs a value`,
    hint: ({ option }) => `Write the value after ${option}, or remove the option.`,
    page: {
      why: 'Without its value the engine takes the next option for it, or refuses the line.',
      bad: 'docker run --shm-size --gpus all pytorch-cuda:2.7',
      good: 'docker run --shm-size 8g --gpus all pytorch-cuda:2.7',
      sources: [DOCKER_RUN],
    },
  }),
  missingImage: defineFinding<{ command: string }>({
    code: 'RUN-03',
    severity: 'error',
    title: 'A run command names no image',
    message: ({ command }) => `${command} names no image to start`,
    hint: () => 'Put the image after the options; what follows it is the command inside the container.',
    page: {
      why: 'The first word that is no option is the image. When it is missing nothing can be started; often an option before it has taken it for its value, or a line misses its backslash.',
      bad: 'docker run -it --gpus all --name',
      good: 'docker run -it --gpus all --name trainer pytorch-cuda:2.7',
      sources: [DOCKER_RUN],
    },
  }),
  invalidPort: defineFinding<{ option: string; text: string }>({
    code: 'RUN-04',
    severity: 'error',
    title: 'A port mapping is not valid',
    message: ({ option, text }) => `${text} is not a port mapping that ${option} takes`,
    hint: () => 'Write hostPort:containerPort, with an IP address before it to publish on one address only.',
    page: {
      why: 'Ports are numbers from 1 to 65535, both ranges of a mapping have the same length, and the address is an IP address, not a name. The engine refuses anything else.',
      bad: 'docker run -p localhost:8888:8888 pytorch-cuda:2.7',
      good: 'docker run -p 127.0.0.1:8888:8888 pytorch-cuda:2.7',
      sources: ['https://docs.docker.com/engine/network/port-publishing/'],
    },
  }),
  invalidSize: defineFinding<{ option: string; text: string }>({
    code: 'RUN-05',
    severity: 'error',
    title: 'A size is not valid',
    message: ({ option, text }) => `${text} is not a size that ${option} takes`,
    hint: () => 'Write a number with b, k, m or g, such as 8g.',
    page: {
      why: 'Sizes are a number and a unit of 1024: b, k, m, g. The engine refuses anything else.',
      bad: 'docker run --shm-size=8gigs pytorch-cuda:2.7',
      good: 'docker run --shm-size=8g pytorch-cuda:2.7',
      sources: [DOCKER_RUN],
    },
  }),
  invalidVolume: defineFinding<{ option: string; text: string }>({
    code: 'RUN-06',
    severity: 'error',
    title: 'A mount is not valid',
    message: ({ option, text }) => `${text} is not a mount that ${option} takes`,
    hint: ({ option }) =>
      option === '--mount'
        ? 'Write type=bind,source=/path/on/host,target=/path/inside, without spaces.'
        : 'Write source:/absolute/path/inside, with :ro after it for read-only; a relative source begins with ./',
    page: {
      why: 'The path inside the container must be absolute, and a source that does not begin with / or ./ is the name of a volume, which holds no slash.',
      bad: 'docker run -v data/images:images pytorch-cuda:2.7',
      good: 'docker run -v ./data/images:/images:ro pytorch-cuda:2.7',
      sources: [
        'https://docs.docker.com/engine/storage/volumes/',
        'https://docs.docker.com/engine/storage/bind-mounts/',
      ],
    },
  }),
  invalidGpus: defineFinding<{ text: string; reason: string }>({
    code: 'RUN-07',
    severity: 'error',
    title: 'A GPU request is not valid',
    message: ({ text, reason }) => `--gpus ${text}: ${reason}`,
    hint: () =>
      `Write --gpus all, --gpus 2, --gpus device=0, or for several devices --gpus '"device=0,1"' with both pairs of quotes.`,
    page: {
      why: 'The value is read as comma-separated fields. In device=0,1 the 1 is a field of its own, which asks for one more GPU by count; the engine refuses a request that has both. The inner quotes keep the list together.',
      bad: 'docker run --gpus device=0,1 pytorch-cuda:2.7',
      good: `docker run --gpus '"device=0,1"' pytorch-cuda:2.7`,
      sources: ['https://docs.docker.com/engine/containers/gpu/'],
    },
  }),
  noGpus: defineFinding<{ text: string }>({
    code: 'RUN-08',
    severity: 'warning',
    title: 'A GPU request asks for none',
    message: ({ text }) => `--gpus ${text} asks for no GPU: a number is how many, not which`,
    hint: () => 'Write --gpus device=0 for the first GPU, or remove the option.',
    page: {
      why: 'A number after --gpus is a count. With 0 the container starts without any GPU, and PyTorch falls back to the CPU without a word.',
      bad: 'docker run --gpus 0 pytorch-cuda:2.7',
      good: 'docker run --gpus device=0 pytorch-cuda:2.7',
      sources: ['https://docs.docker.com/engine/containers/gpu/'],
    },
  }),
  invalidValue: defineFinding<{ option: string; text: string; expected: string }>({
    code: 'RUN-09',
    severity: 'error',
    title: 'The value of an option is not valid',
    message: ({ option, text, expected }) => `${option} takes ${expected}, not ${text || 'an empty value'}`,
    hint: ({ option, expected }) => `Give ${option} ${expected}.`,
    page: {
      why: 'The engine refuses the whole command when one value cannot be read.',
      bad: 'docker run --cpus four pytorch-cuda:2.7',
      good: 'docker run --cpus 4 pytorch-cuda:2.7',
      sources: [DOCKER_RUN],
    },
  }),
  wrongDash: defineFinding<{ option: string; suggestion?: string | undefined }>({
    code: 'RUN-10',
    severity: 'error',
    title: 'An option begins with the wrong dash',
    message: ({ option }) => `${option} begins with the wrong dash for an option`,
    hint: ({ suggestion }) => (suggestion === undefined ? undefined : `Write ${suggestion}, with plain hyphens.`),
    page: {
      why: 'Long options begin with two hyphens; one hyphen begins short ones. Web pages and word processors also turn two hyphens into one long dash, which the engine takes for the name of an image.',
      bad: 'docker run –gpus all pytorch-cuda:2.7',
      good: 'docker run --gpus all pytorch-cuda:2.7',
    },
  }),
  invalidImage: defineFinding<{ text: string }>({
    code: 'RUN-11',
    severity: 'warning',
    title: 'An image reference is not valid',
    message: ({ text }) => `${text} is not a valid image reference`,
    hint: () =>
      'A reference is registry/name:tag; the name has lower-case letters, digits, dots, hyphens and underscores.',
    page: {
      why: 'The engine refuses such a name before it looks for the image. In documentation it is often a placeholder that the reader has to fill in; a real name lets people copy the line.',
      bad: 'docker run --gpus all My_Image:latest',
      good: 'docker run --gpus all my-image:latest',
      sources: ['https://pkg.go.dev/github.com/distribution/reference'],
    },
  }),
  unresolved: defineFinding<{ what: string; text: string }>({
    code: 'RUN-12',
    severity: 'info',
    title: 'A value is known only when the command runs',
    message: ({ what, text }) => `${what} ${text} is known only when the command runs`,
    hint: ({ text }) =>
      text.includes('<')
        ? 'Write a value that people can copy in place of the placeholder.'
        : 'Assign the variable a literal value earlier in the same file to see it in the picture.',
    page: {
      why: 'torchdock runs nothing, so a variable without a literal value stays as it is written. It is shown as unknown, not guessed.',
      bad: 'docker run -p $PORT:8888 "$IMAGE"',
      good: 'PORT=8888\nIMAGE=pytorch-cuda:2.7\ndocker run -p $PORT:8888 "$IMAGE"',
    },
  }),
  syntax: defineFinding<{ problem: string }>({
    code: 'RUN-13',
    severity: 'warning',
    title: 'A shell text has a syntax error',
    message: ({ problem }) => `Not valid shell syntax: ${problem}`,
    hint: () => 'Close every quote and bracket; what could be read of the rest is in the graph.',
    page: {
      why: 'A shell stops at such an error, often with a message about another line. Commands near it may be missing in the picture.',
      bad: 'docker run -e NAME="resnet pytorch-cuda:2.7',
      good: 'docker run -e NAME="resnet" pytorch-cuda:2.7',
    },
  }),
  nothingStarted: defineFinding<{ text: string }>({
    code: 'RUN-14',
    severity: 'error',
    title: 'A command line starts no container',
    message: ({ text }) => `The command line starts no container: ${text}`,
    hint: () => 'Give a line such as: docker run --gpus all pytorch-cuda:2.7',
    page: {
      why: '--run takes one command line of docker run, podman run, nerdctl run or docker build. Anything else adds nothing to the picture, so it is an error and not an empty picture.',
      bad: 'torchdock draw deployment --run "docker ps"',
      good: 'torchdock draw deployment --run "docker run --gpus all pytorch-cuda:2.7"',
    },
  }),
};
