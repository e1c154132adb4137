/** Where things are in an image of torchdock, and on which ports; the start script and `verify` know the same. */
export const INSIDE = {
  startScript: '/usr/local/bin/torchdock-start',
  jupyterConfig: '/usr/local/share/torchdock/jupyter_config.py',
  environment: '/opt/venv',
  /** Read by login shells, whose PATH on Debian is otherwise not that of the container. */
  profile: '/etc/profile.d/torchdock.sh',
  /** A secret is a file here, by its name. */
  secrets: '/run/secrets',
  /** Below the home of the user: what sshd needs, its host key among it, made at the first start. */
  sshFolder: '.torchdock-ssh',
  sshHostKey: 'ssh_host_ed25519_key',
  jupyterPort: 8888,
  sshPort: 2222,
} as const;

/** Where the secrets wait on the host, relative to the spec; nothing of it is ever committed. */
export const STATE_FOLDER = '.torchdock';

/** The secrets that torchdock makes itself: their names are the files'. */
export const OWN_SECRETS = { jupyter: 'jupyter-token', ssh: 'authorized_keys' } as const;

/** Tells the start script which secrets become variables, by their names, with blanks between. */
export const SECRET_NAMES_VARIABLE = 'TORCHDOCK_SECRETS';

/** From the wish that a container ends to its end: enough to write a last checkpoint, no longer than people wait. */
export const STOP_SECONDS = 10;
