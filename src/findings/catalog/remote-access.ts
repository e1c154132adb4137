import { defineFinding } from '../finding.js';

/** Findings about SSH and about ports that are open to every network. Codes `SSH-nn` and `NET-nn`. */
export const remoteAccessFindings = {
  sshOpenToAll: defineFinding<{ hostPort: number | undefined }>({
    code: 'SSH-04',
    severity: 'warning',
    title: 'SSH of a container is published on every address of the host',
    message: ({ hostPort }) =>
      `SSH of the container can be reached from every network of the host${hostPort === undefined ? '' : `, on port ${hostPort}`}`,
    hint: ({ hostPort }) =>
      `Publish it for this machine only: 127.0.0.1:${hostPort ?? 2222}:22, and reach it with ssh -J HOST -p ${hostPort ?? 2222} localhost.`,
    page: {
      why: 'An open SSH port is found by scanners within minutes, and Docker opens it past the rules of ufw and firewalld. Behind the loopback only those reach it who are already let into the host.',
      bad: 'docker run -p 2222:22 pytorch-cuda:2.7',
      good: 'docker run -p 127.0.0.1:2222:22 pytorch-cuda:2.7',
      sources: ['https://docs.docker.com/engine/network/port-publishing/'],
    },
    related: [
      { tool: 'cis', id: '5.14', relation: 'superset' },
      { tool: 'cis', id: '5.7', relation: 'relevant' },
      { tool: 'kics', id: '451d79dc-0588-476a-ad03-3c7f0320abb3', relation: 'superset' },
      { tool: 'trivy', id: 'DS-0004', relation: 'relevant' },
    ],
  }),
  toolOpenToAll: defineFinding<{ program: string; port: number; hostPort: number | undefined }>({
    code: 'NET-01',
    severity: 'warning',
    title: 'A tool without login is published on every address of the host',
    message: ({ program, port, hostPort }) =>
      `${program} (port ${port}) asks for no login and can be reached from every network of the host${hostPort === undefined ? '' : `, on port ${hostPort}`}`,
    hint: ({ port, hostPort }) => `Publish it for this machine only: 127.0.0.1:${hostPort ?? port}:${port}.`,
    page: {
      why: 'TensorBoard, MLflow and the Ray dashboard have no login of their own. Published without an address they show, and some of them let change, everything to everybody who reaches the host.',
      bad: 'services:\n  board:\n    command: tensorboard --logdir runs --bind_all\n    ports: ["6006:6006"]',
      good: 'services:\n  board:\n    command: tensorboard --logdir runs --bind_all\n    ports: ["127.0.0.1:6006:6006"]',
      sources: ['https://docs.docker.com/engine/network/port-publishing/'],
    },
    related: [
      { tool: 'cis', id: '5.14', relation: 'superset' },
      { tool: 'kics', id: '451d79dc-0588-476a-ad03-3c7f0320abb3', relation: 'superset' },
    ],
  }),
  hostNetwork: defineFinding<{ container: string }>({
    code: 'NET-02',
    severity: 'info',
    title: 'A container shares the network of the host',
    message: ({ container }) => `${container} shares the network of the host: every port that it opens is open there`,
    hint: () => 'Publish the ports that are needed. Keep it where several machines train together over NCCL.',
    page: {
      why: 'In the network of the host nothing is published, so no file says which ports are open, and services that listen on 0.0.0.0 are open to every network. For training on several machines it is the usual way, and fine.',
      bad: 'docker run --network host lab',
      good: 'docker run -p 127.0.0.1:8888:8888 lab',
    },
    related: [
      { tool: 'cis', id: '5.10', relation: 'equal' },
      { tool: 'kics', id: '071a71ff-f868-47a4-ac0b-3c59e4ab5443', relation: 'subset' },
      { tool: 'trivy', id: 'KSV-0009', relation: 'subset' },
    ],
  }),
};
