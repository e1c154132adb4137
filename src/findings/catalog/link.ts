import { defineFinding } from '../finding.js';

/** Findings about how sources fit together. Codes `LNK-nn`. */
export const linkFindings = {
  assumedBuild: defineFinding<{ image: string; dockerfile: string }>({
    code: 'LNK-01',
    severity: 'info',
    title: 'An image is assumed to be built from a Dockerfile',
    message: ({ image, dockerfile }) =>
      `No file says what builds ${image}; ${dockerfile} is assumed, the only Dockerfile it can be`,
    hint: ({ image, dockerfile }) =>
      `Write it down to be certain, for example in the README: docker build -t ${image} -f ${dockerfile} .`,
    page: {
      why: 'A run command names an image, a Dockerfile has no name: only a build command or a compose file ties the two. When exactly one Dockerfile and one image are left over, torchdock joins them and says so.',
      bad: 'docker run pytorch-cuda:2.7',
      good: 'docker build -t pytorch-cuda:2.7 .\ndocker run pytorch-cuda:2.7',
    },
  }),
  missingDockerfile: defineFinding<{ dockerfile: string }>({
    code: 'LNK-02',
    severity: 'error',
    title: 'A build names a Dockerfile that is not there',
    message: ({ dockerfile }) => `The build uses ${dockerfile}, which does not exist`,
    hint: () => 'Correct the context or the name of the Dockerfile; both are relative to the file that says so.',
    page: {
      why: 'The build would fail, and the picture cannot show what is inside the container.',
      bad: 'services:\n  train:\n    build: { context: ., dockerfile: docker/Dockerfle }',
      good: 'services:\n  train:\n    build: { context: ., dockerfile: docker/Dockerfile }',
    },
  }),
  missingStage: defineFinding<{ dockerfile: string; target: string; known: readonly string[] }>({
    code: 'LNK-03',
    severity: 'error',
    title: 'A build target is not a stage of the Dockerfile',
    message: ({ dockerfile, target }) => `${dockerfile} has no stage named ${target}`,
    hint: ({ known }) =>
      known.length > 0 ? `Its stages are: ${known.join(', ')}` : 'None of its stages has a name; write FROM … AS name.',
    page: {
      why: 'The build would fail: target must be the name of a stage.',
      bad: 'FROM ubuntu:22.04 AS train\n# compose.yaml: target: training',
      good: 'FROM ubuntu:22.04 AS training\n# compose.yaml: target: training',
    },
  }),
  selectsNothing: defineFinding<{ endpoint: string; selector: string }>({
    code: 'LNK-04',
    severity: 'warning',
    title: 'A Kubernetes Service selects no workload',
    message: ({ endpoint, selector }) =>
      `Service ${endpoint} selects ${selector}, which no workload here carries as its labels`,
    hint: () => 'Give the pods those labels, or correct the selector.',
    page: {
      why: 'A Service without pods answers nobody. The label and the selector are often changed on one side only.',
      bad: 'selector: { app: trainer }\n# pods: labels: { app: train }',
      good: 'selector: { app: train }\n# pods: labels: { app: train }',
    },
  }),
  assumedScript: defineFinding<{ file: string }>({
    code: 'LNK-05',
    severity: 'info',
    title: 'A script is assumed to be a file of the repository',
    message: ({ file }) => `No file says what the script of this command is; ${file} is assumed, by its name`,
    hint: () =>
      'It is certain where a COPY in the Dockerfile, or a bind mount, puts the file at the path of the command.',
    page: {
      why: 'A command names a script by its path inside the container. When no COPY and no mount leads from that path to the repository, torchdock takes the file of that name and says so: how it trains, and where its checkpoints go, hangs on it.',
      bad: 'services:\n  train:\n    image: trainer:1\n    command: python train.py',
      good: 'services:\n  train:\n    image: trainer:1\n    command: python train.py\n    working_dir: /code\n    volumes: [".:/code"]',
    },
  }),
  lostFile: defineFinding<{
    path: string;
    containerPath: string;
    container: string;
    saved: string;
    fades?: string | undefined;
  }>({
    code: 'LNK-06',
    severity: 'warning',
    title: 'A checkpoint is lost with its container',
    message: ({ path, containerPath, container, saved, fades }) =>
      `${saved} saves ${path}${path === containerPath ? '' : `, which is ${containerPath}`} in ${container}: ${
        fades === undefined ? 'no volume is mounted there' : `what is mounted there is ${fades}`
      }, so it is lost with the container`,
    hint: ({ containerPath }) =>
      `Mount a volume or a folder of the host over ${containerPath.slice(0, Math.max(1, containerPath.lastIndexOf('/')))}, or save to a path that has one.`,
    page: {
      why: 'What a program writes into the file system of its container goes with the container: docker compose down, docker run --rm or a new pod, and days of training are gone.',
      bad: '# train.py: torch.save(state, "checkpoints/last.pt")\nservices:\n  train:\n    build: .\n    command: python train.py',
      good: '# train.py: torch.save(state, "checkpoints/last.pt")\nservices:\n  train:\n    build: .\n    command: python train.py\n    working_dir: /workspace\n    volumes: ["checkpoints:/workspace/checkpoints"]\nvolumes:\n  checkpoints:',
      sources: ['https://docs.docker.com/engine/storage/'],
    },
  }),
};
