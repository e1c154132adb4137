import { formatCount } from '../../base/units.js';
import { defineFinding } from '../finding.js';

const REFERENCE = 'https://docs.docker.com/reference/dockerfile/';
const MULTI_STAGE = 'https://docs.docker.com/build/building/multi-stage/';

/** Findings in Dockerfiles. Codes `DKF-nn`. */
export const dockerfileFindings = {
  unknownInstruction: defineFinding<{ keyword: string; suggestion?: string | undefined }>({
    code: 'DKF-01',
    severity: 'error',
    title: 'An instruction does not exist',
    message: ({ keyword }) => `A Dockerfile has no instruction ${keyword}`,
    hint: ({ suggestion }) =>
      suggestion === undefined
        ? 'If the line belongs to the one above it, that line has to end in a backslash.'
        : `Did you mean ${suggestion}?`,
    page: {
      why: 'The builder stops at the first instruction that it does not know. Mostly it is mistyped, or the line before it misses its backslash. torchdock leaves the line out and reads on.',
      bad: 'FROM ubuntu:22.04\nRUM apt-get update',
      good: 'FROM ubuntu:22.04\nRUN apt-get update',
      sources: [REFERENCE],
    },
  }),
  noStage: defineFinding<{ path: string }>({
    code: 'DKF-02',
    severity: 'error',
    title: 'A Dockerfile has no FROM',
    message: ({ path }) => `${path} has no FROM, so it builds nothing`,
    hint: () => 'Begin with FROM and the image to build on: FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime',
    page: {
      why: 'Every image is built on another one, or on scratch. Without FROM there is no stage, and nothing to draw.',
      bad: 'RUN pip install torch',
      good: 'FROM python:3.11-slim\nRUN pip install torch',
      sources: [`${REFERENCE}#from`],
    },
  }),
  beforeFrom: defineFinding<{ keyword: string }>({
    code: 'DKF-03',
    severity: 'error',
    title: 'An instruction stands before the first FROM',
    message: ({ keyword }) => `${keyword} stands before the first FROM, where only ARG may stand`,
    hint: () => 'Move it below FROM.',
    page: {
      why: 'Before the first FROM there is no image that the instruction could change. The builder refuses the file.',
      bad: 'ENV A=1\nFROM ubuntu:22.04',
      good: 'FROM ubuntu:22.04\nENV A=1',
      sources: [`${REFERENCE}#from`],
    },
    related: [{ tool: 'hadolint', id: 'DL3061', relation: 'equal' }],
  }),
  unknownStage: defineFinding<{ name: string; reason: string; suggestion?: string | undefined }>({
    code: 'DKF-04',
    severity: 'error',
    title: 'Something is copied from a stage that does not exist',
    message: ({ name, reason }) => `--from=${name}: ${reason}`,
    hint: ({ suggestion }) =>
      suggestion === undefined ? 'Name an earlier stage (FROM … AS name) or an image.' : `Did you mean ${suggestion}?`,
    page: {
      why: 'A stage can copy only from stages above it. A name that no stage has is taken for an image of that name, which hardly ever exists; or worse, it does and belongs to somebody else.',
      bad: 'FROM python:3.11 AS builder\nFROM python:3.11-slim\nCOPY --from=bilder /opt/venv /opt/venv',
      good: 'FROM python:3.11 AS builder\nFROM python:3.11-slim\nCOPY --from=builder /opt/venv /opt/venv',
      sources: [MULTI_STAGE],
    },
    related: [{ tool: 'hadolint', id: 'DL3022', relation: 'superset' }],
  }),
  unresolved: defineFinding<{ instruction: string; text: string; reason: string }>({
    code: 'DKF-05',
    severity: 'warning',
    title: 'A value cannot be told from the Dockerfile',
    message: ({ instruction, text, reason }) => `${instruction} ${text} is not known: ${reason}`,
    hint: ({ instruction }) =>
      instruction === 'FROM'
        ? 'Give the argument a default above the first FROM: ARG NAME=value'
        : 'Give the argument a default in this stage: ARG NAME=value',
    page: {
      why: 'Without a default the value is known only to whoever builds the image, and a build without --build-arg fails or makes something else. The picture shows the text as it stands and marks it as unresolved.',
      bad: 'ARG BASE\nFROM ${BASE}',
      good: 'ARG BASE=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04\nFROM ${BASE}',
      sources: [`${REFERENCE}#understand-how-arg-and-from-interact`],
    },
  }),
  unterminatedHeredoc: defineFinding<{ name: string }>({
    code: 'DKF-06',
    severity: 'error',
    title: 'A here document does not end',
    message: ({ name }) => `The here document <<${name} is not ended by a line with ${name} alone`,
    hint: ({ name }) => `Write ${name} on a line of its own, without blanks around it, after the text.`,
    page: {
      why: 'Everything down to the end of the file counts as its text, so the instructions after it are lost.',
      bad: 'RUN <<EOF\napt-get update\n  EOF\nCMD ["bash"]',
      good: 'RUN <<EOF\napt-get update\nEOF\nCMD ["bash"]',
      sources: [`${REFERENCE}#here-documents`],
    },
  }),
  invalidPort: defineFinding<{ text: string }>({
    code: 'DKF-07',
    severity: 'error',
    title: 'EXPOSE does not name a port',
    message: ({ text }) => `EXPOSE ${text} is not a port`,
    hint: ({ text }) =>
      text.includes(':')
        ? 'EXPOSE takes only the port inside the container; it is published with docker run -p.'
        : 'Write a number from 1 to 65535, a range such as 6006-6010, and /udp when it is not TCP.',
    page: {
      why: 'EXPOSE says which port a program inside listens on. It publishes nothing, so it takes no host port.',
      bad: 'EXPOSE 8888:8888',
      good: 'EXPOSE 8888',
      sources: [`${REFERENCE}#expose`],
    },
    related: [
      { tool: 'buildkit', id: 'ExposeInvalidFormat', relation: 'subset' },
      { tool: 'hadolint', id: 'DL3011', relation: 'subset' },
    ],
  }),
  invalidExecForm: defineFinding<{ instruction: string }>({
    code: 'DKF-08',
    severity: 'warning',
    title: 'A JSON array is not valid, so a shell runs it',
    message: ({ instruction }) => `${instruction} looks like a JSON array but is none, so a shell gets it as text`,
    hint: () => 'Use double quotes and commas: ["jupyter", "lab"]',
    page: {
      why: 'The exec form has to be valid JSON. With single quotes, or a comma too many, the builder takes the line for a shell command, and the shell looks for a program named [.',
      bad: "CMD ['jupyter', 'lab']",
      good: 'CMD ["jupyter", "lab"]',
      sources: [`${REFERENCE}#exec-form`],
    },
    related: [
      { tool: 'buildkit', id: 'JSONArgsRecommended', relation: 'superset' },
      { tool: 'hadolint', id: 'DL3025', relation: 'superset' },
    ],
  }),
  incomplete: defineFinding<{ keyword: string; expected: string }>({
    code: 'DKF-09',
    severity: 'error',
    title: 'An instruction is not complete',
    message: ({ keyword, expected }) => `${keyword} needs ${expected}`,
    hint: () => 'The builder refuses the line as it is.',
    page: {
      why: 'Each instruction has its own arguments. torchdock leaves out what it cannot understand and reads on.',
      bad: 'FROM python:3.11 builder',
      good: 'FROM python:3.11 AS builder',
      sources: [REFERENCE],
    },
  }),
  duplicateStage: defineFinding<{ name: string }>({
    code: 'DKF-10',
    severity: 'warning',
    title: 'Two stages have one name',
    message: ({ name }) => `Another stage above is already named ${name}`,
    hint: () => 'Give every stage a name of its own; capitals do not tell names apart.',
    page: {
      why: 'Which of the two a later --from or --target means is hard to see, and easy to get wrong.',
      bad: 'FROM a AS build\nFROM b AS build',
      good: 'FROM a AS build-a\nFROM b AS build-b',
      sources: ['https://docs.docker.com/reference/build-checks/duplicate-stage-name/'],
    },
    related: [
      { tool: 'buildkit', id: 'DuplicateStageName', relation: 'equal' },
      { tool: 'hadolint', id: 'DL3024', relation: 'equal' },
    ],
  }),
  shellSyntax: defineFinding<{ instruction: string; problem: string }>({
    code: 'DKF-11',
    severity: 'warning',
    title: 'A shell command cannot be understood',
    message: ({ instruction, problem }) => `The shell text of ${instruction} cannot be understood: ${problem}`,
    hint: () => 'Look for a missing quote, or a missing backslash or && at the end of a line.',
    page: {
      why: 'The builder hands the text to a shell, which stops at the same place. What could be read before it is in the picture, the rest is not.',
      bad: 'RUN pip install "torch==2.7.1\nRUN echo done',
      good: 'RUN pip install "torch==2.7.1"\nRUN echo done',
      sources: [`${REFERENCE}#run`],
    },
  }),
  tooLong: defineFinding<{ keyword: string; length: number }>({
    code: 'DKF-13',
    severity: 'warning',
    title: 'An instruction is too long to be read',
    message: ({ keyword, length }) => `This ${keyword} has ${length} characters, so it was skipped`,
    hint: () => 'Put the text into a file and COPY it, or into a here document.',
    page: {
      why: 'No person writes an instruction of that length; it is generated, or data pasted in. A limit keeps it from taking all time and memory.',
      bad: 'RUN echo <a megabyte of base64> | base64 -d > /weights.bin',
      good: 'COPY weights.bin /weights.bin',
    },
  }),
  tooManyStages: defineFinding<{ limit: number }>({
    code: 'DKF-14',
    severity: 'warning',
    title: 'A Dockerfile has too many stages',
    message: ({ limit }) => `The file has more than ${limit} stages; this one and all after it were skipped`,
    hint: () => 'Split the file; stages that share nothing belong into files of their own.',
    page: {
      why: 'No person writes so many stages, and no picture could show them. A limit keeps a generated file from taking all time and memory.',
      bad: 'for i in $(seq 10000); do echo "FROM base AS s$i"; done > Dockerfile',
      good: 'FROM base AS train\nFROM base AS serve',
    },
  }),
  moreProblems: defineFinding<{ count: number }>({
    code: 'DKF-12',
    severity: 'info',
    title: 'There are more problems than are listed',
    message: ({ count }) =>
      `${formatCount(count, 'more problem')} of this file ${count === 1 ? 'is' : 'are'} not listed`,
    hint: () => 'Mend those that are listed and check again; or is this not a Dockerfile?',
    page: {
      why: 'A file that is no Dockerfile at all has a problem in every line. A long list of them helps nobody.',
      bad: 'cp weights.txt Dockerfile',
      good: 'cp weights.txt data/weights.txt',
    },
  }),
};
