/** The licences of what is bundled, as their owners ask: one text for all packages whose code is in `dist/`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} root folder of the project
 * @param {Iterable<string>} inputs paths of bundled files, relative to the root (keys of esbuild's metafile)
 * @param {readonly string[]} others packages that another bundler took in
 */
export function collectLicenses(root, inputs, others = []) {
  const folders = new Set(others.map((name) => `node_modules/${name}`));
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1]) folders.add(match[1]);
  }
  const texts = [...folders].sort().map((folder) => describe(join(root, folder)));
  return `torchdock contains code of these packages.\n\n${texts.join('\n')}`;
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${'='.repeat(78)}\n${name} ${version} (${typeof license === 'string' ? license : 'see its page'})\n\n${text}\n`;
}
