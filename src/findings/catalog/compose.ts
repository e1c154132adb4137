import { defineFinding } from '../finding.js';

const didYouMean = ({ suggestion }: { suggestion?: string | undefined }): string | undefined =>
  suggestion === undefined ? undefined : `Did you mean ${suggestion}?`;

/** Findings about compose files. Codes `CMS-nn`. */
export const composeFindings = {
  unknownKey: defineFinding<{ key: string; where: string; suggestion?: string | undefined }>({
    code: 'CMS-01',
    severity: 'warning',
    title: 'A key is not one of the Compose Specification',
    message: ({ key, where }) => `${key} is no key ${where}`,
    hint: (params) => didYouMean(params) ?? 'Remove it, or begin its name with x- if another program reads it.',
    page: {
      why: 'docker compose refuses a file with a key that it does not know. What the key should have said is not drawn.',
      bad: 'services:\n  train:\n    image: ubuntu:22.04\n    volume: [./data:/data]',
      good: 'services:\n  train:\n    image: ubuntu:22.04\n    volumes: [./data:/data]',
      sources: ['https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json'],
    },
  }),
  missingImage: defineFinding<{ service: string }>({
    code: 'CMS-02',
    severity: 'error',
    title: 'A service says neither image nor build',
    message: ({ service }) => `The service ${service} has neither an image nor a build context, so it cannot run`,
    hint: () => 'Give it image: NAME, or build: with the folder of its Dockerfile.',
    page: {
      why: 'A container is made from an image: named by image:, or built by build:. Without either, docker compose stops.',
      bad: 'services:\n  train:\n    command: python train.py',
      good: 'services:\n  train:\n    build: .\n    command: python train.py',
      sources: ['https://docs.docker.com/reference/compose-file/services/'],
    },
  }),
  invalidPort: defineFinding<{ text: string }>({
    code: 'CMS-03',
    severity: 'error',
    title: 'A port mapping cannot be read',
    message: ({ text }) => `${text} is no port mapping`,
    hint: () => 'Write [ADDRESS:][HOST:]CONTAINER[/PROTOCOL], each port 1 to 65535 or a range, in quotes: "8888:8888".',
    page: {
      why: 'docker compose refuses the file. Unquoted, some YAML readers also take 22:22 for a number.',
      bad: 'ports:\n  - "8888:jupyter"',
      good: 'ports:\n  - "8888:8888"',
      sources: ['https://docs.docker.com/reference/compose-file/services/#ports'],
    },
  }),
  missingExtended: defineFinding<{ service: string; file: string; known: readonly string[] }>({
    code: 'CMS-04',
    severity: 'error',
    title: 'A service extends one that does not exist',
    message: ({ service, file }) => `${file} has no service ${service} to extend`,
    hint: ({ known }) =>
      known.length === 0 ? undefined : `It has: ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', …' : ''}.`,
    page: {
      why: 'The service is drawn only with what it says itself; docker compose refuses the file.',
      bad: 'services:\n  train:\n    extends: {file: common.yaml, service: gpuu}',
      good: 'services:\n  train:\n    extends: {file: common.yaml, service: gpu}',
      sources: ['https://docs.docker.com/reference/compose-file/services/#extends'],
    },
  }),
  endlessExtends: defineFinding<{ services: readonly string[]; limit?: number }>({
    code: 'CMS-05',
    severity: 'error',
    title: 'A chain of extends has no end',
    message: ({ services, limit }) =>
      limit === undefined
        ? `These services extend each other in a circle: ${services.join(' → ')}`
        : `${services.join(', ')} is extended through more than ${limit} services`,
    hint: () => 'Let one of them say its settings itself.',
    page: {
      why: 'Each service waits for the other to be complete, so neither ever is. Each is drawn with what it says itself.',
      bad: 'services:\n  a: {extends: {service: b}}\n  b: {extends: {service: a}}',
      good: 'services:\n  a: {extends: {service: b}}\n  b: {image: "ubuntu:22.04"}',
      sources: ['https://docs.docker.com/reference/compose-file/services/#extends'],
    },
  }),
  unknownDependency: defineFinding<{ name: string; suggestion?: string | undefined }>({
    code: 'CMS-06',
    severity: 'error',
    title: 'A service depends on one that does not exist',
    message: ({ name }) => `There is no service ${name} to depend on`,
    hint: didYouMean,
    page: {
      why: 'docker compose refuses the file, because it cannot tell in which order to start the services.',
      bad: 'services:\n  train:\n    image: ubuntu:22.04\n    depends_on: [mlfow]\n  mlflow:\n    image: ubuntu:22.04',
      good: 'services:\n  train:\n    image: ubuntu:22.04\n    depends_on: [mlflow]\n  mlflow:\n    image: ubuntu:22.04',
      sources: ['https://docs.docker.com/reference/compose-file/services/#depends_on'],
    },
  }),
  undefinedName: defineFinding<{ kind: string; name: string; section: string; suggestion?: string | undefined }>({
    code: 'CMS-07',
    severity: 'error',
    title: 'A service uses a volume, network, secret or config that is not defined',
    message: ({ kind, name }) => `The ${kind} ${name} is used but not defined`,
    hint: (params) =>
      didYouMean(params) ?? `Add "${params.name}:" under ${params.section}: at the top of the compose file.`,
    page: {
      why: 'Names must be defined at the top of the file, so that a mistyped one does not silently become a second, empty volume.',
      bad: 'services:\n  train:\n    image: ubuntu:22.04\n    volumes: ["datasets:/data"]',
      good: 'services:\n  train:\n    image: ubuntu:22.04\n    volumes: ["datasets:/data"]\nvolumes:\n  datasets:',
      sources: ['https://docs.docker.com/reference/compose-file/volumes/'],
    },
  }),
  missingCapabilities: defineFinding<{ service: string }>({
    code: 'CMS-08',
    severity: 'error',
    title: 'A device reservation has no capabilities',
    message: ({ service }) => `A device reserved for ${service} does not say which capabilities it must have`,
    hint: () => 'Add capabilities: [gpu].',
    page: {
      why: 'capabilities is the one required part of a reservation: it tells the engine what kind of device is wanted.',
      bad: 'devices:\n  - driver: nvidia\n    count: 1',
      good: 'devices:\n  - driver: nvidia\n    count: 1\n    capabilities: [gpu]',
      sources: ['https://docs.docker.com/reference/compose-file/deploy/#devices'],
    },
  }),
  missingVariable: defineFinding<{ name: string; message?: string | undefined }>({
    code: 'CMS-09',
    severity: 'info',
    title: 'A variable has no value in the repository',
    message: ({ name, message }) =>
      `${name} has no value in any file${message === undefined ? '' : ` (${message})`}; it is shown as written`,
    hint: ({ name }) => `Set ${name} in .env beside the compose file, or give a default: \${${name}:-value}.`,
    page: {
      why: 'Without a value compose puts in an empty text (or stops, for ${NAME:?message}). What the picture says would then depend on the shell of whoever draws it.',
      bad: 'services:\n  train:\n    image: registry.example.org/train:${TAG}',
      good: 'services:\n  train:\n    image: registry.example.org/train:${TAG:-2.7}',
      sources: ['https://docs.docker.com/reference/compose-file/interpolation/'],
    },
  }),
  invalidInterpolation: defineFinding<{ text: string }>({
    code: 'CMS-10',
    severity: 'error',
    title: 'A dollar sign does not begin a variable',
    message: ({ text }) => `${text} is not the name of a variable, so compose refuses the value`,
    hint: () => 'Write $$ for a dollar sign that is meant for the container.',
    page: {
      why: 'Compose replaces $NAME and ${NAME} before anything else sees the value; $(command) and $1 are errors to it.',
      bad: 'command: sh -c "echo $(nproc)"',
      good: 'command: sh -c "echo $$(nproc)"',
      sources: ['https://docs.docker.com/reference/compose-file/interpolation/'],
    },
  }),
  invalidVolume: defineFinding<{ text: string }>({
    code: 'CMS-11',
    severity: 'error',
    title: 'A mount cannot be read',
    message: ({ text }) => `${text || 'This mount'} is no valid mount`,
    hint: () => 'Write SOURCE:TARGET[:ro] with an absolute target, or the long form with type, source and target.',
    page: {
      why: 'docker compose refuses the file, and the mount is not drawn.',
      bad: 'volumes:\n  - ./data:data',
      good: 'volumes:\n  - ./data:/data',
      sources: ['https://docs.docker.com/reference/compose-file/services/#volumes'],
    },
  }),
  missingFile: defineFinding<{ path: string; purpose: 'extends' | 'include' }>({
    code: 'CMS-12',
    severity: 'error',
    title: 'A compose file names another that cannot be opened',
    message: ({ path, purpose }) =>
      `${path}, which ${purpose} names, does not exist or lies outside the folder that is read`,
    hint: () => 'Paths are relative to the file that names them. Draw the folder that holds both.',
    page: {
      why: 'What the other file says is missing in the picture.',
      bad: 'include:\n  - monitoring/compose.yml   # the file is compose.yaml',
      good: 'include:\n  - monitoring/compose.yaml',
      sources: ['https://docs.docker.com/reference/compose-file/include/'],
    },
  }),
  missingEnvironmentFile: defineFinding<{ path: string }>({
    code: 'CMS-13',
    severity: 'info',
    title: 'An environment file is not in the repository',
    message: ({ path }) => `${path} is not there; docker compose stops without it`,
    hint: ({ path }) => `Say in the README how to make it (cp ${path}.example ${path}), or write required: false.`,
    page: {
      why: 'Files with secrets are rightly kept out of git. Whoever clones the repository needs to know that one is missing.',
      bad: 'env_file: .env',
      good: 'env_file:\n  - path: .env\n    required: false',
      sources: ['https://docs.docker.com/reference/compose-file/services/#env_file'],
    },
  }),
  overlay: defineFinding<{ file: string; base: string }>({
    code: 'CMS-14',
    severity: 'info',
    title: 'A compose file is an overlay of another',
    message: ({ file, base }) =>
      `${file} is used only together with ${base} (-f ${base} -f ${file}); what it adds is drawn, what it replaces is not`,
    page: {
      why: 'The file names services of another file without saying what they run. Its GPUs, ports, mounts and limits are drawn at those containers, with its own lines as their origin.',
      bad: '# compose.gpu.yaml, alone: docker compose -f compose.gpu.yaml up',
      good: 'docker compose -f compose.yaml -f compose.gpu.yaml up',
      sources: ['https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/'],
    },
  }),
  shadowed: defineFinding<{ file: string; by: string }>({
    code: 'CMS-15',
    severity: 'warning',
    title: 'A compose file is not the one that compose reads',
    message: ({ file, by }) => `docker compose reads ${by} and not ${file}, unless -f names it`,
    hint: () => 'Remove one of the two, or give it a name that says what it is for (compose.NAME.yaml).',
    page: {
      why: 'Of several files with a default name in one folder, compose reads one and warns. Both are drawn, as two systems.',
      bad: 'compose.yaml\ndocker-compose.yml',
      good: 'compose.yaml\ncompose.legacy.yaml',
      sources: ['https://docs.docker.com/compose/intro/compose-application-model/'],
    },
  }),
  invalidSize: defineFinding<{ key: string; text: string }>({
    code: 'CMS-16',
    severity: 'error',
    title: 'A size cannot be read',
    message: ({ key, text }) => `${text} is no size for ${key}`,
    hint: () => 'Write a number with b, k, m or g: 8g, 512m.',
    page: {
      why: 'docker compose refuses the file, and the limit is not drawn.',
      bad: 'shm_size: 8 gigabytes',
      good: 'shm_size: 8g',
      sources: ['https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values'],
    },
  }),
  invalidNumber: defineFinding<{ key: string; text: string }>({
    code: 'CMS-17',
    severity: 'error',
    title: 'A value should be a number',
    message: ({ key, text }) => `${text} is no number for ${key}`,
    page: {
      why: 'docker compose refuses the file, and the limit is not drawn.',
      bad: 'cpus: four',
      good: 'cpus: 4',
      sources: ['https://docs.docker.com/reference/compose-file/services/#cpus'],
    },
  }),
  dependencyCycle: defineFinding<{ services: readonly string[] }>({
    code: 'CMS-19',
    severity: 'error',
    title: 'Services depend on each other in a circle',
    message: ({ services }) => `These services wait for each other: ${services.join(' → ')}`,
    hint: () => 'Remove one of these dependencies.',
    page: {
      why: 'Each waits for the next to start, so none ever does; docker compose refuses the file.',
      bad: 'services:\n  a: {image: "a:1", depends_on: [b]}\n  b: {image: "b:1", depends_on: [a]}',
      good: 'services:\n  a: {image: "a:1", depends_on: [b]}\n  b: {image: "b:1"}',
      sources: ['https://docs.docker.com/reference/compose-file/services/#depends_on'],
    },
  }),
  inlineDockerfile: defineFinding<{ service: string }>({
    code: 'CMS-18',
    severity: 'info',
    title: 'A Dockerfile inside the compose file is not drawn',
    message: ({ service }) =>
      `The Dockerfile of ${service} stands inside the compose file; what it installs is not drawn`,
    hint: () => 'Move it to a file of its own and name it with dockerfile:.',
    page: {
      why: 'Only Dockerfiles in files of their own are read, so the contents of this image stay unknown in the picture.',
      bad: 'build:\n  context: .\n  dockerfile_inline: |\n    FROM ubuntu:22.04',
      good: 'build:\n  context: .\n  dockerfile: Dockerfile',
      sources: ['https://docs.docker.com/reference/compose-file/build/#dockerfile_inline'],
    },
  }),
};
