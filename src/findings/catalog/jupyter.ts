import { defineFinding } from '../finding.js';

const SECURITY_PAGE = 'https://jupyter-server.readthedocs.io/en/latest/operators/security.html';

/** Findings about how Jupyter is started. Codes `JUP-nn`. */
export const jupyterFindings = {
  noToken: defineFinding<{ option: string }>({
    code: 'JUP-01',
    severity: 'error',
    title: 'Jupyter is started without token and password',
    message: ({ option }) => `Jupyter lets everybody in: ${option} is empty and no password is set`,
    hint: () => 'Leave the option out: Jupyter then makes a token and prints it. Or set a hashed password.',
    page: {
      why: 'Whoever reaches the port runs code in the container, with its data, its credentials and its GPU. A token costs one copied line; Jupyter makes a random one when none is given.',
      bad: "CMD jupyter lab --ip=0.0.0.0 --ServerApp.token=''",
      good: 'CMD jupyter lab --ip=0.0.0.0',
      sources: [SECURITY_PAGE],
    },
  }),
  allowRoot: defineFinding<Record<never, never>>({
    code: 'JUP-02',
    severity: 'info',
    title: 'Jupyter is started as root',
    message: () => 'Jupyter is started with --allow-root: every notebook runs as root',
    hint: () => 'Create a user in the image, switch to it with USER, and leave --allow-root out.',
    page: {
      why: 'Jupyter refuses to run as root unless it is told to. As root, a notebook can change everything in the container, and the files that it writes to a mounted folder belong to root on the host.',
      bad: 'CMD ["jupyter", "lab", "--ip=0.0.0.0", "--allow-root"]',
      good: 'RUN useradd --create-home dev\nUSER dev\nCMD ["jupyter", "lab", "--ip=0.0.0.0"]',
      sources: [SECURITY_PAGE],
    },
  }),
  openToAll: defineFinding<{ port: number; hostPort: number | undefined }>({
    code: 'JUP-03',
    severity: 'warning',
    title: 'Jupyter is published on every address of the host',
    message: ({ port, hostPort }) =>
      `Jupyter (port ${port}) can be reached from every network of the host${hostPort === undefined ? '' : `, on port ${hostPort}`}`,
    hint: ({ port, hostPort }) =>
      `Publish it for this machine only: 127.0.0.1:${hostPort ?? port}:${port}. From elsewhere use ssh -L ${hostPort ?? port}:localhost:${hostPort ?? port} HOST.`,
    page: {
      why: 'A port without an address is published on all of them, and Docker opens it past the rules of ufw and firewalld. Jupyter speaks plain HTTP, so its token travels readable. Through an SSH tunnel neither matters.',
      bad: 'docker run -p 8888:8888 lab jupyter lab --ip=0.0.0.0',
      good: 'docker run -p 127.0.0.1:8888:8888 lab jupyter lab --ip=0.0.0.0',
      sources: ['https://docs.docker.com/engine/network/port-publishing/'],
    },
    related: [
      { tool: 'cis', id: '5.14', relation: 'superset' },
      { tool: 'kics', id: '451d79dc-0588-476a-ad03-3c7f0320abb3', relation: 'superset' },
    ],
  }),
  weakened: defineFinding<{ option: string; effect: string }>({
    code: 'JUP-04',
    severity: 'warning',
    title: 'A protection of Jupyter against other web pages is switched off',
    message: ({ option, effect }) => `${option} ${effect}`,
    hint: () => 'Leave the option out, or name the one origin that needs it.',
    page: {
      why: 'A browser that is logged in to Jupyter carries its cookie along when any other page sends a request. The origin and XSRF checks keep such pages from running code; these options switch them off.',
      bad: "CMD jupyter lab --ServerApp.allow_origin='*' --ServerApp.disable_check_xsrf=True",
      good: 'CMD jupyter lab --ServerApp.allow_origin=https://lab.example.org',
      sources: [SECURITY_PAGE],
    },
  }),
  literalToken: defineFinding<{ where: string }>({
    code: 'JUP-05',
    severity: 'warning',
    title: 'A Jupyter token stands in a file as plain text',
    message: ({ where }) => `The token of Jupyter is written out in ${where}`,
    hint: () => 'Pass it from outside: JUPYTER_TOKEN in an env file that git ignores, or a secret.',
    page: {
      why: 'Whoever reads the repository, the image history, `docker inspect` or the list of processes has the token. One that is committed once stays in the history.',
      bad: 'CMD jupyter lab --ip=0.0.0.0 --ServerApp.token=lab2024',
      good: 'docker run --env-file .env lab   # .env, ignored by git: JUPYTER_TOKEN=…',
    },
    related: [
      { tool: 'cis', id: '4.10', relation: 'relevant' },
      { tool: 'hadolint', id: 'DL3064', relation: 'relevant' },
      { tool: 'trivy', id: 'DS-0031', relation: 'relevant' },
    ],
  }),
};
