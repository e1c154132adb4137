import { defineFinding } from '../finding.js';

const REFERENCE = 'https://containers.dev/implementors/json_reference/';

/** Findings about devcontainer.json. Codes `DEV-nn`. */
export const devcontainerFindings = {
  unknownKey: defineFinding<{ key: string; suggestion?: string | undefined }>({
    code: 'DEV-01',
    severity: 'warning',
    title: 'A key is not one of devcontainer.json',
    message: ({ key }) => `${key} is no key of devcontainer.json`,
    hint: ({ suggestion }) => (suggestion === undefined ? undefined : `Did you mean ${suggestion}?`),
    page: {
      why: 'Tools ignore keys that they do not know, without a word: the setting has no effect, and it is not drawn.',
      bad: '{ "image": "ubuntu:22.04", "forwardPort": [8888] }',
      good: '{ "image": "ubuntu:22.04", "forwardPorts": [8888] }',
      sources: [REFERENCE],
    },
  }),
  nothingToRun: defineFinding<Record<never, never>>({
    code: 'DEV-02',
    severity: 'error',
    title: 'A devcontainer says neither image, build nor compose file',
    message: () => 'This devcontainer says neither an image, nor a Dockerfile, nor a compose file',
    hint: () => 'Add "image", or "build": {"dockerfile": "Dockerfile"}, or "dockerComposeFile" and "service".',
    page: {
      why: 'One of the three is needed to start a container. Some tools take a default image of their own, which the file does not name.',
      bad: '{ "name": "training" }',
      good: '{ "name": "training", "image": "pytorch/pytorch:2.7.1-cuda12.6-cudnn9-devel" }',
      sources: [REFERENCE],
    },
  }),
  missingService: defineFinding<Record<never, never>>({
    code: 'DEV-03',
    severity: 'error',
    title: 'A devcontainer with a compose file does not say which service',
    message: () => 'dockerComposeFile needs a service to work in, and none is named',
    hint: () => 'Add "service" with the name of one of the services of the compose file.',
    page: {
      why: 'A compose file describes several containers; the editor must know in which one to work.',
      bad: '{ "dockerComposeFile": "../compose.yaml" }',
      good: '{ "dockerComposeFile": "../compose.yaml", "service": "train" }',
      sources: [REFERENCE],
    },
  }),
  unknownService: defineFinding<{ service: string; file: string; suggestion?: string | undefined }>({
    code: 'DEV-04',
    severity: 'error',
    title: 'A devcontainer names a service that its compose files do not have',
    message: ({ service, file }) => `${file} has no service ${service}`,
    hint: ({ suggestion }) => (suggestion === undefined ? undefined : `Did you mean ${suggestion}?`),
    page: {
      why: 'The container cannot be opened, and what the devcontainer adds to it hangs in the air.',
      bad: '{ "dockerComposeFile": "../compose.yaml", "service": "app" }   // compose.yaml has only train',
      good: '{ "dockerComposeFile": "../compose.yaml", "service": "train" }',
      sources: [REFERENCE],
    },
  }),
  missingComposeFile: defineFinding<{ path: string }>({
    code: 'DEV-05',
    severity: 'error',
    title: 'The compose file of a devcontainer cannot be opened',
    message: ({ path }) => `${path} does not exist or lies outside the folder that is read`,
    hint: () => 'Paths are relative to devcontainer.json.',
    page: {
      why: 'What the container is made of stays unknown.',
      bad: '{ "dockerComposeFile": "compose.yaml", "service": "train" }   // it lies one folder up',
      good: '{ "dockerComposeFile": "../compose.yaml", "service": "train" }',
      sources: [REFERENCE],
    },
  }),
  invalidPort: defineFinding<{ text: string }>({
    code: 'DEV-06',
    severity: 'error',
    title: 'A port cannot be read',
    message: ({ text }) => `${text || 'This value'} is no port`,
    hint: () => 'Write a number from 1 to 65535, or "service:port" for another container of the compose file.',
    page: {
      why: 'The port is not forwarded, and it is not drawn.',
      bad: '{ "forwardPorts": ["jupyter"] }',
      good: '{ "forwardPorts": [8888] }',
      sources: [REFERENCE],
    },
  }),
  invalidMount: defineFinding<{ text: string }>({
    code: 'DEV-07',
    severity: 'error',
    title: 'A mount cannot be read',
    message: ({ text }) => `${text || 'This mount'} is no valid mount`,
    hint: () => 'Write "source=…,target=/…,type=bind", or an object with source, target and type.',
    page: {
      why: 'The container does not start with such a mount, and it is not drawn.',
      bad: '{ "mounts": ["./data:/data"] }',
      good: '{ "mounts": ["source=${localWorkspaceFolder}/data,target=/data,type=bind"] }',
      sources: [REFERENCE],
    },
  }),
  strayArgument: defineFinding<{ text: string }>({
    code: 'DEV-08',
    severity: 'warning',
    title: 'runArgs holds a word that is no option',
    message: ({ text }) => `${text} in runArgs is neither an option nor the value of one`,
    hint: () => 'Write each option and its value as two items, or as one with =: "--gpus=all".',
    page: {
      why: 'docker run takes the first word that is no option for the image, so the container does not start as meant.',
      bad: '{ "runArgs": ["--gpus all", "extra"] }',
      good: '{ "runArgs": ["--gpus", "all"] }',
      sources: [REFERENCE],
    },
  }),
};
