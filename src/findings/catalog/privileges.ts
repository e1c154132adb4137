import { defineFinding } from '../finding.js';

/** Findings about what a container may do, and about secrets. Codes `SEC-nn`. */
export const privilegeFindings = {
  runsAsRoot: defineFinding<{ dockerfile: string; isExplicit: boolean }>({
    code: 'SEC-01',
    severity: 'info',
    title: 'An image runs as root',
    message: ({ dockerfile, isExplicit }) =>
      isExplicit
        ? `The image of ${dockerfile} runs as root`
        : `The image of ${dockerfile} runs as root: it sets no USER`,
    hint: () => 'Create a user and end the last stage with USER. A GPU does not need root.',
    page: {
      why: 'What breaks out of a root process has more to break out with, and files written to a mounted folder belong to root on the host. Installing needs root; running almost never does.',
      bad: 'FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\nCMD ["python", "train.py"]',
      good: 'FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\nRUN useradd --create-home dev\nUSER dev\nCMD ["python", "train.py"]',
    },
    related: [
      { tool: 'cis', id: '4.1', relation: 'equal' },
      { tool: 'hadolint', id: 'DL3002', relation: 'subset' },
      { tool: 'trivy', id: 'DS-0002', relation: 'equal' },
      { tool: 'trivy', id: 'KSV-0012', relation: 'relevant' },
    ],
  }),
  literalSecret: defineFinding<{ name: string }>({
    code: 'SEC-02',
    severity: 'warning',
    title: 'A secret stands in a file as plain text',
    message: ({ name }) => `The value of ${name} is written out`,
    hint: ({ name }) => `Revoke it, and pass ${name} from outside: an env file that git ignores, or a secret.`,
    page: {
      why: 'Everybody who can read the repository or pull the image has the secret: ENV and ARG stay in the image history. A key that was committed once must be taken for known, so it is to be revoked.',
      bad: 'ENV WANDB_API_KEY=3f9c…',
      good: 'docker run --env-file .env train   # .env, ignored by git: WANDB_API_KEY=…',
    },
    related: [
      { tool: 'buildkit', id: 'SecretsUsedInArgOrEnv', relation: 'relevant' },
      { tool: 'cis', id: '4.10', relation: 'relevant' },
      { tool: 'hadolint', id: 'DL3064', relation: 'relevant' },
      { tool: 'trivy', id: 'DS-0031', relation: 'relevant' },
    ],
  }),
  tooManyRights: defineFinding<{ container: string; right: string; isGpuContainer: boolean }>({
    code: 'SEC-03',
    severity: 'warning',
    title: 'A container has rights over the host',
    message: ({ container, right }) => `${container} ${right}`,
    hint: ({ isGpuContainer }) =>
      `Leave it out${isGpuContainer ? ' (a GPU does not need it)' : ''}, or give the one device or capability that is needed.`,
    page: {
      why: 'A privileged container, one that holds the socket of the engine, one with SYS_ADMIN or one that sees the processes of the host is root on the host in one step. A GPU is given with --gpus or a device reservation and needs none of it.',
      bad: 'docker run --privileged --gpus all train',
      good: 'docker run --gpus all train',
    },
    related: [
      { tool: 'cis', id: '5.3', relation: 'relevant' },
      { tool: 'cis', id: '5.5', relation: 'subset' },
      { tool: 'cis', id: '5.16', relation: 'subset' },
      { tool: 'cis', id: '5.32', relation: 'subset' },
      { tool: 'kics', id: '4f31dd9f-2cc3-4751-9b53-67e4af83dac0', relation: 'subset' },
      { tool: 'kics', id: 'ae5b6871-7f45-42e0-bb4c-ab300c4d2026', relation: 'subset' },
      { tool: 'kics', id: 'd6355c88-1e8d-49e9-b2f2-f8a1ca12c75b', relation: 'subset' },
      { tool: 'trivy', id: 'KSV-0006', relation: 'subset' },
      { tool: 'trivy', id: 'KSV-0010', relation: 'subset' },
      { tool: 'trivy', id: 'KSV-0017', relation: 'subset' },
    ],
  }),
};
