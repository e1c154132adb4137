import { INSIDE, OWN_SECRETS, SECRET_NAMES_VARIABLE } from './places-inside.js';

/**
 * What the container starts, below tini: POSIX sh, so that it runs wherever Debian does. Its words are services (`jupyter`,
 * `ssh`) and, behind `--`, a command. Secrets reach what it starts as variables: they are in no image, and \`inspect\` shows
 * only their names.
 */
export const START_SCRIPT = `#!/bin/sh
# Starts what a container of torchdock runs: torchdock-start [jupyter] [ssh] [-- COMMAND...]
# A service that ends, and a command that fails, end the container with their status.
set -u
umask 022

secrets=${INSIDE.secrets}
say() { echo "torchdock: $*" >&2; }

# Secrets become variables of what is started, and of nothing else.
for name in \${${SECRET_NAMES_VARIABLE}:-}; do
  if [ -r "$secrets/$name" ]; then
    value=$(cat "$secrets/$name")
    export "$name=$value"
  else
    say "the secret $name is not there"
  fi
done
unset name value ${SECRET_NAMES_VARIABLE}

start_jupyter() {
  export JUPYTER_TOKEN_FILE=$secrets/${OWN_SECRETS.jupyter}
  if [ ! -s "$JUPYTER_TOKEN_FILE" ]; then
    say "there is no token for Jupyter, and without one it is not started"
    exit 78
  fi
  for program in jupyter-lab jupyter-notebook jupyter-server; do
    if command -v "$program" >/dev/null 2>&1; then
      exec "$program" --config=${INSIDE.jupyterConfig} --no-browser --ip=0.0.0.0 --port=${INSIDE.jupyterPort}
    fi
  done
  say "there is no Jupyter in this image"
  exit 127
}

# A login by SSH gets the variables of the container. What sshd cannot read back in quotes is left out.
write_variables() {
  line=SetEnv
  for name in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do
    case $name in HOME | HOSTNAME | LOGNAME | OLDPWD | PWD | SHELL | SHLVL | TERM | USER | _) continue ;; esac
    eval "value=\\\${$name-}"
    # shellcheck disable=SC2154 # value is set by eval
    case $value in '' | *[\\"\\\\]* | *'
'*) continue ;; esac
    line="$line \\"$name=$value\\""
  done
  [ "$line" = SetEnv ] || printf '%s\\n' "$line"
}

start_ssh() {
  umask 077
  folder=$HOME/.torchdock-ssh
  key=$folder/ssh_host_ed25519_key
  mkdir -p "$folder" || exit 73
  if [ ! -s "$key" ]; then
    rm -f "$key" "$key.pub"
    ssh-keygen -q -t ed25519 -N '' -C torchdock -f "$key" || exit 73
  fi
  {
    cat <<END
Port ${INSIDE.sshPort}
ListenAddress 0.0.0.0
HostKey $key
PidFile none
AllowUsers $(id -un)
AuthorizedKeysFile $secrets/${OWN_SECRETS.ssh}
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
END
    write_variables
  } >"$folder/sshd_config" || exit 73
  umask 022
  # sshd starts itself anew for each login, so it wants its full path.
  program=$(PATH=$PATH:/usr/sbin command -v sshd) || {
    say "there is no sshd in this image"
    exit 127
  }
  exec "$program" -D -e -f "$folder/sshd_config"
}

services=
while [ $# -gt 0 ]; do
  case $1 in
    --) shift; break ;;
    jupyter | ssh) services="$services $1"; shift ;;
    *) say "unknown service: $1"; exit 64 ;;
  esac
done

if [ -z "$services" ]; then
  [ $# -gt 0 ] && exec "$@"
  exec sleep infinity
fi

# Each part says on this pipe that it has ended, and how.
ends=$(mktemp -d)/ends || exit 73
mkfifo -m 600 "$ends" || exit 73
exec 3<>"$ends"
rm -rf "\${ends%/ends}"

parts=
watch() {
  part=$1
  shift
  (
    trap 'kill -TERM "\${child:-}" 2>/dev/null' TERM
    "$@" 3>&- &
    child=$!
    wait "$child"
    status=$?
    # A signal ends \`wait\` before the part has ended.
    while kill -0 "$child" 2>/dev/null; do
      wait "$child"
      status=$?
    done
    echo "$part $status" >&3
  ) &
  parts="$parts $!"
}

finish() {
  trap '' TERM INT HUP
  for pid in $parts; do kill -TERM "$pid" 2>/dev/null; done
  for pid in $parts; do wait "$pid" 2>/dev/null; done
  exit "$1"
}
trap 'finish 143' TERM
trap 'finish 130' INT
trap 'finish 129' HUP

for service in $services; do watch "$service" "start_$service"; done
[ $# -gt 0 ] && watch command "$@"

# In the background, for \`read\` itself would put off a signal until it has read.
(
  while read -r part status <&3; do
    say "$part ended with status $status"
    [ "$part $status" = "command 0" ] || exit "$status"
  done
) &
wait "$!"
finish "$?"
`;
