import { INSIDE, OWN_SECRETS, SECRET_NAMES_VARIABLE, STOP_SECONDS } from './places-inside.js';
import { SSH_SETTINGS } from './ssh-settings.js';

const GRACE_SECONDS = STOP_SECONDS - 2;

/**
 * What the container starts, below tini: POSIX sh, so that it runs wherever Debian does. Its words are services (`jupyter`,
 * `ssh`) and, behind `--`, a command. Secrets reach what it starts as variables: they are in no image, and `inspect` shows
 * only their names. Its own variables begin with `td_`, for it shares their names with whatever the user sets.
 */
export const START_SCRIPT = `#!/bin/sh
# Starts what a container of torchdock runs: torchdock-start [jupyter] [ssh] [-- COMMAND...]
# A service that ends, and a command that fails, end the container with their status.
# shellcheck disable=SC2317 # functions are called by their name
set -u
umask 022

td_secrets=${INSIDE.secrets}
say() { echo "torchdock: $*" >&2; }

# Secrets become variables of what is started, and of nothing else.
for td_name in \${${SECRET_NAMES_VARIABLE}:-}; do
  if [ -r "$td_secrets/$td_name" ]; then
    td_value=$(cat "$td_secrets/$td_name")
    export "$td_name=$td_value"
  else
    say "the secret $td_name is not there"
  fi
done
unset td_value ${SECRET_NAMES_VARIABLE}

start_jupyter() {
  export JUPYTER_TOKEN_FILE="$td_secrets/${OWN_SECRETS.jupyter}"
  if [ ! -s "$JUPYTER_TOKEN_FILE" ]; then
    say "there is no token for Jupyter, and without one it is not started"
    exit 78
  fi
  for td_program in jupyter-lab jupyter-notebook jupyter-server; do
    if command -v "$td_program" >/dev/null 2>&1; then
      exec "$td_program" --config=${INSIDE.jupyterConfig} --no-browser --ip=0.0.0.0 --port=${INSIDE.jupyterPort}
    fi
  done
  say "there is no Jupyter in this image"
  exit 127
}

# A login by SSH gets the variables of the container. What sshd cannot read back in quotes is left out.
write_variables() {
  td_line=SetEnv
  for td_name in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p' | sort -u); do
    case $td_name in HOME | HOSTNAME | LOGNAME | OLDPWD | PWD | SHELL | SHLVL | TERM | USER | _) continue ;; esac
    eval "td_value=\\\${$td_name-}"
    case $td_value in '' | *[\\"\\\\]* | *'
'*) continue ;; esac
    td_line="$td_line \\"$td_name=$td_value\\""
  done
  [ "$td_line" = SetEnv ] || printf '%s\\n' "$td_line"
}

start_ssh() {
  umask 077
  td_folder=$HOME/${INSIDE.sshFolder}
  td_key=$td_folder/${INSIDE.sshHostKey}
  mkdir -p "$td_folder" || exit 73
  if [ ! -s "$td_key" ]; then
    rm -f "$td_key" "$td_key.pub"
    ssh-keygen -q -t ed25519 -N '' -C torchdock -f "$td_key" || exit 73
  fi
  # In memory, for the variables of a login are in it, and secrets are among them.
  td_config=/dev/shm/torchdock-sshd
  rm -rf "$td_config" && mkdir "$td_config" 2>/dev/null || td_config=$td_folder
  td_config=$td_config/sshd_config
  {
    echo "HostKey $td_key"
    echo "AllowUsers $(id -un)"
    cat <<'END'
${SSH_SETTINGS}END
    write_variables
  } >"$td_config" || exit 73
  umask 022
  # sshd starts itself anew for each login, so it wants its full path.
  td_program=$(PATH=$PATH:/usr/sbin && command -v sshd) || {
    say "there is no sshd in this image"
    exit 127
  }
  exec "$td_program" -D -e -f "$td_config"
}

td_services=
while [ $# -gt 0 ]; do
  case $1 in
    --) shift && break ;;
    jupyter | ssh) td_services="$td_services $1" && shift ;;
    *) say "unknown service: $1" && exit 64 ;;
  esac
done

if [ -z "$td_services" ]; then
  [ $# -gt 0 ] && exec "$@"
  exec sleep infinity
fi

# On these pipes each part says that it is there, and later that it has ended, and how.
td_pipes=$(mktemp -d) && mkfifo -m 600 "$td_pipes/starts" "$td_pipes/ends" || exit 73
exec 3<>"$td_pipes/ends" 4<>"$td_pipes/starts"
rm -r "$td_pipes"

start_command() { exec "$@"; }

# Starts a part and waits until a signal can reach it: what comes while a shell forks may be lost.
td_parts=
watch() {
  td_part=$1
  shift
  (
    td_child=
    td_asked=
    trap 'td_asked=yes; [ -z "$td_child" ] || kill -TERM "$td_child" 2>/dev/null' TERM
    (
      echo "$td_part" >&4
      "$@" 3>&- 4>&-
    ) &
    td_child=$!
    [ -z "$td_asked" ] || kill -TERM "$td_child" 2>/dev/null
    wait "$td_child"
    td_status=$?
    # A signal ends \`wait\` before the part has ended.
    while kill -0 "$td_child" 2>/dev/null; do
      wait "$td_child"
      td_status=$?
    done
    echo "$td_part $td_status" >&3
  ) &
  td_parts="$td_parts $!"
  read -r td_part <&4
}

# Asks every part to end. What does not end by itself ends with the container, a little before the engine loses patience.
finish() {
  td_end=$1
  trap '' TERM INT HUP
  trap 'exit "$td_end"' ALRM
  for td_pid in $td_parts; do kill -TERM "$td_pid" 2>/dev/null; done
  (sleep ${GRACE_SECONDS} && kill -ALRM $$) >/dev/null 2>&1 3>&- 4>&- &
  td_alarm=$!
  for td_pid in $td_parts; do wait "$td_pid" 2>/dev/null; done
  kill "$td_alarm" 2>/dev/null
  exit "$td_end"
}
trap 'finish 143' TERM
trap 'finish 130' INT
trap 'finish 129' HUP

for td_service in $td_services; do watch "$td_service" "start_$td_service"; done
[ $# -gt 0 ] && watch command start_command "$@"

# In the background, for \`read\` itself would put off a signal until it has read.
(
  while read -r td_part td_status <&3; do
    say "$td_part ended with status $td_status"
    [ "$td_part $td_status" = "command 0" ] || exit "$td_status"
  done
) &
wait "$!"
finish "$?"
`;
