/** Writes `docs/model-support.md`: every layer and operation of torch that is known, from the tables that know them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = new URL('../../', import.meta.url);
const PAGE = new URL('docs/model-support.md', ROOT);

async function loadSupport() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('src/models/torch/support.ts', ROOT))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const { listTorchSupport } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  return listTorchSupport();
}

function writePage({ layers, operations }) {
  const count = layers.reduce((sum, [, rows]) => sum + rows.length, 0);
  const lines = [
    '# What is known of torch',
    '',
    'Made by `npm run docs` from the tables in `src/models/torch/`. Do not edit.',
    '',
    'A number is printed as exact only if nothing that it depends on is unknown. What is not in these lists gives an unknown that',
    'names it (`torch.Tensor.NAME is not known to torchdock`) and the place where it was met; totals that hang on it are printed as `≥ N`',
    'where what is not known can only add to them, else as `~ N` (`N counted, perhaps more or fewer`).',
    'Each layer has the parameters, the buffers and the errors of torch, and a rule for shapes. In-place forms (`add_`) go with their operation.',
    'Lengths may be numbers, symbols of the input (`B`, `T`, `2*T+1`), or unknown. The elements of small tensors (`arange`, `linspace`, `tensor`)',
    'are computed too, since models compute widths and rates with them.',
    '',
    `## Layers of \`torch.nn\` (${count})`,
    '',
    ...layers.flatMap(([file, rows]) => [
      `### ${file}`,
      '',
      ...rows.map(([name, signature]) => `- \`${name}(${signature})\``),
      '',
    ]),
    '## Operations',
    '',
    ...operations.flatMap(([where, names]) => [
      `### \`${where}\` (${names.length})`,
      '',
      names.map((name) => `\`${name}\``).join(' '),
      '',
    ]),
    '## Known to change no shape',
    '',
    '`torch.nn.init`, `torch.no_grad` and its like, `torch.autocast`, `torch.jit` and `torch.compile` as decorators, `torch.utils.checkpoint` (calls what it',
    'is given), hooks of the way back (not run; those before and after `forward` are), devices, memory formats. Weights that would be downloaded or read are not, and are unknown.',
    '',
    '## Known in part',
    '',
    '- `torch.nn.utils.parametrizations`, `fuse_modules`, `quantize`: the module is marked, its parameters are `~ N`.',
    '- Packed sequences: the length of the longest is data, so outputs are open in it, unless lengths or `total_length` were given as numbers.',
    '- What depends on data (`nonzero`, masks, `nms`) has a length of its own, shown as `#1`.',
  ];
  return `${lines.join('\n')}\n`;
}

const page = writePage(await loadSupport());
if (process.argv.includes('--check')) {
  let current = '';
  try {
    current = readFileSync(PAGE, 'utf8');
  } catch {
    // there is none yet: out of date
  }
  if (current !== page) {
    console.error('docs/model-support.md is out of date: npm run docs');
    process.exitCode = 1;
  }
} else writeFileSync(PAGE, page);
