import { sortedBy, uniqueBy } from '../../base/order.js';

/**
 * Lists what Python finds, one `name==version` a line and `done` at the end; it needs no pip. What was installed from an
 * address or a folder is left out: its version alone does not lead back to it.
 */
export const PACKAGE_SCRIPT = `from importlib import metadata

for distribution in metadata.distributions():
    name, version = distribution.metadata["Name"], distribution.version
    if name and version and distribution.read_text("direct_url.json") is None:
        print("%s==%s" % (name, version))
print("done")
`;

/** They install the others, and come in the version that the plan pins. */
const INSTALLERS: ReadonlySet<string> = new Set(['pip', 'uv']);

const PACKAGE = /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?)==([0-9][A-Za-z0-9.!+_-]{0,99})$/;

/** More than any environment holds. */
const MOST_PACKAGES = 5000;

/** The packages as constraints of pip, in the order of their names; undefined when the list does not come to its end. */
export function readPackageList(output: string): readonly string[] | undefined {
  const lines = output.split('\n').map((line) => line.trim());
  if (!lines.includes('done')) return undefined;
  const packages = lines.flatMap((line) => {
    const [, name, version] = PACKAGE.exec(line) ?? [];
    if (name === undefined || version === undefined) return [];
    // As pip compares names (PEP 503).
    const normal = name.toLowerCase().replace(/[-_.]+/g, '-');
    return INSTALLERS.has(normal) ? [] : [{ normal, line: `${normal}==${version}` }];
  });
  // What comes first on the path of Python is what it imports.
  const own = uniqueBy(packages, ({ normal }) => normal).slice(0, MOST_PACKAGES);
  return sortedBy(own, ({ normal }) => normal).map(({ line }) => line);
}
