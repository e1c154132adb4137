import { INSIDE, OWN_SECRETS } from '../../environment/plan/places-inside.js';

/** What the start script does for what it starts, for one command: its own words follow as they are. */
const EXPORT_SECRETS = `while [ "$1" != -- ]; do [ -r "${INSIDE.secrets}/$1" ] && export "$1=$(cat "${INSIDE.secrets}/$1")"; shift; done; shift; exec "$@"`;

/**
 * The command with the secrets of the container as its variables, as everything has them that the container started. Only
 * their names are in the words; their values are read inside.
 */
export function withSecrets(
  { mounts }: { readonly mounts: readonly { readonly target: string }[] },
  argv: readonly string[],
): readonly string[] {
  const own: readonly string[] = Object.values(OWN_SECRETS);
  const names = mounts
    .filter(({ target }) => target.startsWith(`${INSIDE.secrets}/`))
    .map(({ target }) => target.slice(INSIDE.secrets.length + 1))
    .filter((name) => /^[A-Za-z_]\w*$/.test(name) && !own.includes(name));
  return names.length === 0 ? argv : ['sh', '-c', EXPORT_SECRETS, 'sh', ...names.sort(), '--', ...argv];
}
