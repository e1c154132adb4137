/** `torchdock model` as a person waits for it, against real torch where Debian's is installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../set-up.mjs';
import { measurePair, measureProcess } from './measure.mjs';

const cli = join(ROOT, 'dist', 'cli.js');
const node = process.execPath;
const PACKAGES = '/usr/lib/python3/dist-packages';
const once = (program, args, options = {}) => measureProcess(program, args, { runs: 1, warmUps: 0, ...options }).ms;

/** @returns {Promise<import('./bench.mjs').Row[]>} */
export async function benchModel() {
  const hasTorch = existsSync(join(PACKAGES, 'torchvision'));
  return [...benchExample(hasTorch), ...(hasTorch ? [...benchLibrary(), benchWarm()] : []), ...benchLarge(hasTorch)];
}

const COUNT = 'import torchvision; m = torchvision.models.resnet50(); print(sum(p.numel() for p in m.parameters()))';

/** What we print: the parameters, and the shape that each layer gives. */
const SHAPES = `
import torch, torchvision
m = torchvision.models.resnet50().eval()
rows = []
for name, layer in m.named_modules():
    layer.register_forward_hook(lambda layer, given, out, name=name: rows.append((name, tuple(out.shape))))
with torch.no_grad():
    m(torch.zeros(1, 3, 224, 224))
print(len(rows), sum(p.numel() for p in m.parameters()))
`;

/** A file of one's own that imports torchvision: its package is read, and of that what the model needs. */
function benchLibrary() {
  return withZoo((folder) => {
    const args = [cli, 'model', 'zoo.py:M.resnet50()', '--site-packages', PACKAGES];
    const { ours, peer } = measurePair(
      () => once(node, args, { cwd: folder }),
      () => once('/usr/bin/python3', ['-c', SHAPES]),
      5,
    );
    const name = 'model: resnet50 out of torchvision, whole process';
    const ratio = ours / peer;
    return [
      { name, ours, unit: 'ms', target: '<= 700 ms', ok: ours <= 700 },
      {
        name: `${name} (peer: torchvision, by a forward)`,
        ours,
        peer,
        unit: 'ms',
        ratio,
        target: '<= 0.5x',
        ok: ratio <= 0.5,
      },
    ];
  });
}

/** Many models in one process that has loaded the library. */
function benchWarm() {
  const script = join(ROOT, 'tools', 'bench', 'model-warm.mjs');
  const { stdout, status, stderr } = spawnSync(node, [script, PACKAGES], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const times = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).ms)
    .sort((a, b) => a - b);
  const ours = times[Math.floor(times.length / 2)];
  const name = `model: median of ${times.length} classifiers of torchvision, warm, with flow`;
  return { name, ours, unit: 'ms', target: '<= 30 ms', ok: ours <= 30 };
}

function withZoo(run) {
  const folder = mkdtempSync(join(tmpdir(), 'torchdock-bench-'));
  try {
    writeFileSync(join(folder, 'zoo.py'), 'import torchvision.models as M\n');
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function benchExample(hasTorch) {
  const show = () => once(node, [cli, 'model', 'src/model.py:resnet50'], { cwd: join(ROOT, 'examples', 'resnet50') });
  const { ours, peer } = measurePair(show, () => (hasTorch ? once('/usr/bin/python3', ['-c', SHAPES]) : 0), 5);
  const name = 'model src/model.py:resnet50, whole process';
  const rows = [{ name, ours, unit: 'ms', target: '<= 700 ms', ok: ours <= 700 }];
  if (hasTorch) {
    const ratio = ours / peer;
    const byForward = `${name} (peer: torchvision, by a forward)`;
    rows.push({ name: byForward, ours, peer, unit: 'ms', ratio, target: '<= 0.2x', ok: ratio <= 0.2 });
    // Only counting, which is less than what we print.
    const counted = measurePair(show, () => once('/usr/bin/python3', ['-c', COUNT]), 3);
    const byCount = `${name} (peer: torchvision, parameters only)`;
    const lesser = counted.ours / counted.peer;
    rows.push({ name: byCount, ...counted, unit: 'ms', ratio: lesser, target: '<= 0.3x', ok: lesser <= 0.3 });
  }
  return rows;
}

/** Large models: each in a second and in 300 MB. */
function benchLarge(hasTorch) {
  return withZoo((folder) => {
    const gpt = join(ROOT, 'fixtures', 'models', 'gpt', 'model.py');
    const xl = 'GPT(GPTConfig(n_layer=48, n_head=25, n_embd=1600))';
    const zoo = (expression) => [`zoo.py:${expression}`, '--site-packages', PACKAGES];
    const lines = [['GPT-2 XL', [`${gpt}:${xl}`]]];
    if (hasTorch)
      lines.push(
        ['Swin-T of torchvision', zoo('M.swin_t()')],
        ['ConvNeXt-L of torchvision', zoo('M.convnext_large()')],
        ['Mask R-CNN of torchvision', zoo('M.detection.maskrcnn_resnet50_fpn(weights_backbone=None)')],
      );
    return lines.flatMap(([title, args]) => {
      const { ms, memoryMb } = measureProcess(node, [cli, 'model', ...args], { cwd: folder, runs: 3, isNode: true });
      return [
        { name: `model: ${title}`, ours: ms, unit: 'ms', target: '<= 1000 ms', ok: ms <= 1000 },
        { name: `model: ${title}, memory`, ours: memoryMb, unit: 'MB', target: '<= 300 MB', ok: memoryMb <= 300 },
      ];
    });
  });
}
