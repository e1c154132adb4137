import { INSIDE, OWN_SECRETS } from '../plan/places-inside.js';
import { PYTHON_PROBE } from './python-probe.js';

/** What `verify` leaves in each volume, so that a later container can show that it was kept. */
export const MARKER_FILE = '.torchdock-verify';

/** A folder to be tried, as the script takes it: `volume:/workspace/data`. */
export type FolderKind = 'volume' | 'write' | 'read';

/**
 * All that is read inside of a container, in one go: `sh -s ID KIND:FOLDER...`, this text on its input. POSIX sh, and
 * Python where there is one. It answers in lines `key=value`, read by `readInside`; a key that is missing could not be
 * measured. The token never becomes a word of a command: it stays in its file, which grep reads.
 */
export const INSIDE_SCRIPT = `set -u
cd / || exit 1
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
id=$1
shift
put() { printf '%s=%s\\n' "$1" "$2"; }
# The first line of a file that is there.
put_file() { [ -r "$2" ] && read -r first <"$2" 2>/dev/null && put "$1" "$first"; }

# Limits. A limit of a folder above holds as well, so all of them are told.
groups=/sys/fs/cgroup
if [ -e "$groups/cgroup.controllers" ]; then
  put cgroup.version 2
  path=$(sed -n 's/^0:://p' /proc/self/cgroup)
  case $path in /*..*) path=/ ;; esac
  [ -d "$groups$path" ] || path=/
  while :; do
    folder=$groups\${path%/}
    put_file cgroup.memory "$folder/memory.max"
    put_file cgroup.cpu "$folder/cpu.max"
    put_file cgroup.pids "$folder/pids.max"
    [ "\${path%/}" = '' ] && break
    path=\${path%/*}
  done
else
  put cgroup.version 1
  put_file cgroup.memory "$groups/memory/memory.limit_in_bytes"
  put_file cgroup.pids "$groups/pids/pids.max"
  for folder in "$groups/cpu" "$groups/cpu,cpuacct"; do
    [ -r "$folder/cpu.cfs_quota_us" ] || continue
    put cgroup.cpu "$(cat "$folder/cpu.cfs_quota_us") $(cat "$folder/cpu.cfs_period_us")"
    break
  done
fi
put shm.kib "$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $2 }')"

# Rights: of the first process, which all others come from.
for field in Uid Gid NoNewPrivs CapEff CapBnd Seccomp; do
  put "status.$field" "$(sed -n "s/^$field:[[:space:]]*//p" /proc/1/status)"
done

# The token: in the command line or the variables of a process?
token=${INSIDE.secrets}/${OWN_SECRETS.jupyter}
if [ -s "$token" ] && [ -r "$token" ]; then
  count=0
  for folder in /proc/[0-9]*; do
    [ -r "$folder/cmdline" ] || continue
    count=$((count + 1))
    for part in cmdline environ; do
      [ -r "$folder/$part" ] && grep -aqFf "$token" "$folder/$part" 2>/dev/null && put token.seen "$part of process \${folder#/proc/}"
    done
  done
  put token.processes "$count"
fi

# SSH, as the server that runs reads its settings.
for folder in /proc/[0-9]*; do
  { read -r name <"$folder/comm"; } 2>/dev/null || continue
  [ "$name" = sshd ] || continue
  line=$({ tr '\\0' ' ' <"$folder/cmdline"; } 2>/dev/null)
  case $line in
    *' -f '*) config=\${line#* -f } config=\${config%% *} ;;
    *) continue ;;
  esac
  [ -r "$config" ] && command -v sshd >/dev/null 2>&1 || continue
  "$(command -v sshd)" -T -f "$config" 2>/dev/null | while read -r key value; do
    case $key in
      permitrootlogin | passwordauthentication | kbdinteractiveauthentication) put "sshd.$key" "$value" ;;
    esac
  done
  break
done

# Folders: a file is written, read and removed. A volume keeps a note of the containers that have seen it.
number=0
for entry in "$@"; do
  kind=\${entry%%:*}
  folder=\${entry#*:}
  while read -r _ _ _ _ target options _; do
    [ "$target" = "$folder" ] && put "folder.$number.options" "$options"
  done </proc/self/mountinfo
  if [ "$kind" != read ]; then
    probe=$folder/.torchdock-probe.$$
    if (umask 077; set -C; printf '%s' "$id" >"$probe") 2>/dev/null && [ "$(cat "$probe" 2>/dev/null)" = "$id" ]; then
      put "folder.$number.writable" yes
    else
      put "folder.$number.writable" no
    fi
    rm -f "$probe" 2>/dev/null
  fi
  if [ "$kind" = volume ] && [ ! -L "$folder/${MARKER_FILE}" ]; then
    latest= before=
    [ -r "$folder/${MARKER_FILE}" ] && read -r latest before <"$folder/${MARKER_FILE}"
    [ "$latest" = "$id" ] || before=$latest
    put "folder.$number.before" "$before"
    (umask 077; printf '%s %s\\n' "$id" "$before" >"$folder/${MARKER_FILE}") 2>/dev/null
  fi
  number=$((number + 1))
done

# GPUs, without Python.
count=0
for device in /dev/nvidia[0-9]*; do [ -e "$device" ] && count=$((count + 1)); done
put gpu.devices "$count"
put shell.done yes

python=$(command -v python3 || command -v python) || exit 0
"$python" - <<'PYTHON'
${PYTHON_PROBE}PYTHON
`;
