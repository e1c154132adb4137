import { INSIDE, OWN_SECRETS } from './places-inside.js';

/**
 * The settings of sshd beside its host key and the one user that may come in: keys only, never root. It runs as that user,
 * so it can become nobody else, and cannot use PAM. Forwarding to ports inside is what editors need; no other is there.
 */
export const SSH_SETTINGS = `Port ${INSIDE.sshPort}
ListenAddress 0.0.0.0
PidFile none
AuthorizedKeysFile ${INSIDE.secrets}/${OWN_SECRETS.ssh}
AuthenticationMethods publickey
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
PermitRootLogin no
UsePAM no
StrictModes yes
PermitUserEnvironment no
X11Forwarding no
AllowAgentForwarding no
AllowTcpForwarding local
AllowStreamLocalForwarding local
PermitTunnel no
GatewayPorts no
PrintMotd no
ClientAliveInterval 60
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
LogLevel INFO
`;
