import { defineFinding } from '../finding.js';

/** Findings about sshd in an image. Codes `SSH-01` to `SSH-03`. */
export const sshServerFindings = {
  serverInImage: defineFinding<{ dockerfile: string }>({
    code: 'SSH-01',
    severity: 'info',
    title: 'An image runs an SSH server',
    message: ({ dockerfile }) => `The image of ${dockerfile} is there to be reached by SSH`,
    hint: () =>
      'Where docker exec reaches the container it is not needed: ssh can go through it with ProxyCommand docker exec -i NAME /usr/sbin/sshd -i.',
    page: {
      why: 'A server more to keep up to date, with keys and users of its own. Editors need it where the container is on another machine without its engine; then: keys only, published on 127.0.0.1, host keys made when the container starts.',
      bad: 'RUN apt-get install -y openssh-server\nEXPOSE 22\nCMD ["/usr/sbin/sshd", "-D"]',
      good: 'docker exec -it train bash',
      sources: ['CIS Docker Benchmark 5.7'],
    },
    related: [
      { tool: 'cis', id: '5.7', relation: 'equal' },
      { tool: 'trivy', id: 'DS-0004', relation: 'relevant' },
    ],
  }),
  hostKeysInImage: defineFinding<Record<never, never>>({
    code: 'SSH-02',
    severity: 'warning',
    title: 'SSH host keys are made while the image is built',
    message: () => 'The host keys of SSH are made here, so that every container of the image has the same',
    hint: () => 'Make them when the container starts: ssh-keygen -A before sshd, in the entry point.',
    page: {
      why: 'A host key proves to the client that it speaks to the right machine. One that lies in an image is known to everybody who can pull it: they can stand in between.',
      bad: 'RUN ssh-keygen -A\nCMD ["/usr/sbin/sshd", "-D"]',
      good: 'CMD ssh-keygen -A && exec /usr/sbin/sshd -D',
      sources: ['https://man.openbsd.org/ssh-keygen'],
    },
  }),
  openLogin: defineFinding<{ kind: 'root' | 'password' | 'fixed'; user: string | undefined }>({
    code: 'SSH-03',
    severity: 'warning',
    title: 'SSH lets in with a password, or as root',
    message: ({ kind, user }) =>
      ({
        root: 'SSH lets root log in with a password',
        password: 'SSH lets in with passwords',
        fixed: `The password of ${user} stands in the file, and is the same in every container`,
      })[kind],
    hint: () =>
      'Let in with keys only: PasswordAuthentication no, PermitRootLogin no, and a public key mounted at start.',
    page: {
      why: 'A password that stands in a Dockerfile is in the repository and in the history of the image. Scanners try root with such passwords within minutes on every open port.',
      bad: "RUN echo 'root:root' | chpasswd\nRUN sed -i 's/#PermitRootLogin.*/PermitRootLogin yes/' /etc/ssh/sshd_config",
      good: 'RUN useradd --create-home dev\n# docker run -v ~/.ssh/id_ed25519.pub:/home/dev/.ssh/authorized_keys:ro …',
      sources: ['https://man.openbsd.org/sshd_config'],
    },
  }),
};
