/** Runs the import walls and makes sure that they saw the code: a checker that reads nothing passes everything. */
import { readdirSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTypeScript from 'dependency-cruiser/config-utl/extract-ts-config';
import { ROOMS } from './rooms.mjs';

const config = await extractConfig('./.dependency-cruiser.mjs');
const { output } = await cruise(
  ['src', 'ui'],
  { ...config.options, ruleSet: config, validate: true, exclude: { path: 'node_modules' } },
  undefined,
  { tsConfig: extractTypeScript('./tsconfig.json') },
);
const { summary, modules } = output;
const own = modules.filter(({ source }) => /^(?:src|ui)\/.*\.ts$/.test(source)).length;
const files = readdirSync('src', { recursive: true }).filter((name) => String(name).endsWith('.ts')).length;
const problems = summary.violations.map(({ rule, from, to, cycle }) => {
  const comment = config.forbidden.find(({ name }) => name === rule.name)?.comment ?? '';
  return `${rule.name}: ${from} -> ${cycle ? cycle.map(({ name }) => name).join(' -> ') : to}\n    ${comment}`;
});
if (own < files) problems.push(`the checker saw ${own} of our ${files} modules: its TypeScript support is broken`);

const unknown = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !ROOMS.some(({ name }) => name === entry.name))
  .map(({ name }) => `src/${name}/ is not a room of tools/house/rooms.mjs`);
problems.push(...unknown);

for (const problem of problems) console.log(problem);
console.log(`${own} modules, ${summary.totalDependenciesCruised} imports, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
