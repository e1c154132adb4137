/**
 * The environment of this process, as programs are started with it. An empty `CONTAINER_HOST`, which is how one unsets it in a
 * hurry, is left out: podman takes it for an address and fails (4.3.1).
 */
export function childEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { CONTAINER_HOST: address, ...others } = process.env;
  return { ...others, ...(address ? { CONTAINER_HOST: address } : {}), ...more };
}
