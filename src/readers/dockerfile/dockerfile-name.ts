import { baseNameOf } from '../../base/paths.js';

/** Endings of files that are about a Dockerfile, or become one only after a template is filled in. */
const NOT_DOCKERFILES =
  /\.(?:dockerignore|md|mdx|rst|txt|py|js|ts|go|rs|json|ya?ml|toml|sh|html?|j2|jinja2?|tmpl|tpl|template|erb|in|orig|bak|swp|lock|log)$|~$/i;

/** `Dockerfile`, `Dockerfile.gpu`, `train.Dockerfile`, `Containerfile`; not `.dockerignore` and not templates. */
export function isDockerfileName(path: string): boolean {
  const name = baseNameOf(path);
  if (NOT_DOCKERFILES.test(name)) return false;
  return /^(?:dockerfile|containerfile)(?:[.\-_].*)?$/i.test(name) || /\.(?:dockerfile|containerfile)$/i.test(name);
}
