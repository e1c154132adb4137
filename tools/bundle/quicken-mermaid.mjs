/**
 * esbuild plugin: one function of Mermaid 11 takes half of the time of every drawing. `getConfig` copies the whole
 * configuration, three levels deep, hundreds of times a diagram, and does it property by property. The same copy made by
 * spreading takes a tenth of that; everybody still gets one of their own. When a new Mermaid no longer has the text, the
 * build says so: then measure whether this is still needed.
 */
import { readFileSync } from 'node:fs';

const SLOW =
  /var getConfig = (\/\* @__PURE__ \*\/ )?__name\(\(\) => \{\s*return assignWithDepth_default\(\{\}, currentConfig\);\s*\}, "getConfig"\);/;

/** As `assignWithDepth({}, source)` does it: no nulls, lists without repetition, three levels. */
const QUICK = `var copyConfig = (source, depth) => {
  if (Array.isArray(source)) return [...new Set(source)];
  const copy = { ...source };
  for (const key of Object.keys(copy)) {
    const value = copy[key];
    if (value === null) delete copy[key];
    else if (typeof value === "object" && (depth > 0 || Array.isArray(value))) copy[key] = copyConfig(value, depth - 1);
  }
  return copy;
};
var getConfig = () => copyConfig(currentConfig, 2);`;

export const quickenMermaid = {
  name: 'quicken-mermaid',
  setup(build) {
    let isFound = false;
    build.onLoad({ filter: /mermaid[\\/]dist[\\/]chunks[\\/]mermaid\.core[\\/]chunk-[A-Z0-9]+\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!SLOW.test(text)) return undefined;
      isFound = true;
      return { contents: text.replace(SLOW, () => QUICK), loader: 'js' };
    });
    build.onEnd(({ errors }) => {
      if (isFound || errors.length > 0) return;
      throw new Error(
        'tools/bundle/quicken-mermaid.mjs does not fit this version of Mermaid: measure, then mend or remove it',
      );
    });
  },
};
