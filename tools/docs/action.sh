#!/usr/bin/env bash
# What the GitHub Action runs (see action.yml). Inputs come as variables, never as text in a script.
set -euo pipefail

if [ -n "${TORCHDOCK_VERSION:-}" ]; then
  torchdock=(npx --yes "torchdock@${TORCHDOCK_VERSION}")
else
  if [ ! -f "$TORCHDOCK_HOME/dist/cli.js" ]; then
    (cd "$TORCHDOCK_HOME" && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build)
  fi
  torchdock=(node "$TORCHDOCK_HOME/dist/cli.js")
fi

arguments=(docs --format github)
case "${TORCHDOCK_MODE:-check}" in
  check) arguments+=(--check) ;;
  write) ;;
  *)
    echo "::error::mode must be check or write, not ${TORCHDOCK_MODE}"
    exit 2
    ;;
esac

files=()
while IFS= read -r file; do
  [ -z "${file// /}" ] || files+=("$file")
done <<<"${TORCHDOCK_FILES:-}"

exec "${torchdock[@]}" "${arguments[@]}" -- ${files[@]+"${files[@]}"}
