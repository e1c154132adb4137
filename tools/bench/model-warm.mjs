/**
 * Many models of one library in one process, as an editor or a check of a whole repository asks for them: the library is loaded once, then
 * each model is made, its tree is read and its forward is followed. Prints a line `{ "name", "ms" }` for each.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const PACKAGES = process.argv[2] ?? '/usr/lib/python3/dist-packages';
/** The classification models of torchvision 0.14, but for those that need a first input of another size. */
const NAMES =
  'alexnet convnext_base convnext_large convnext_small convnext_tiny densenet121 densenet161 densenet169 densenet201 efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6 efficientnet_b7 efficientnet_v2_l efficientnet_v2_m efficientnet_v2_s googlenet inception_v3 maxvit_t mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3 mobilenet_v2 mobilenet_v3_large mobilenet_v3_small regnet_x_16gf regnet_x_1_6gf regnet_x_32gf regnet_x_3_2gf regnet_x_400mf regnet_x_800mf regnet_x_8gf regnet_y_128gf regnet_y_16gf regnet_y_1_6gf regnet_y_32gf regnet_y_3_2gf regnet_y_400mf regnet_y_800mf regnet_y_8gf resnet101 resnet152 resnet18 resnet34 resnet50 resnext101_32x8d resnext101_64x4d resnext50_32x4d shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0 squeezenet1_0 squeezenet1_1 swin_b swin_s swin_t swin_v2_b swin_v2_s swin_v2_t vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn vit_b_16 vit_b_32 vit_h_14 vit_l_16 vit_l_32 wide_resnet101_2 wide_resnet50_2'.split(
    ' ',
  );

/** The story of a model, bundled from the sources: `dist/` offers no such door. */
async function loadStory(folder) {
  const { build } = await import('esbuild');
  const file = join(folder, 'story.mjs');
  const from = (path) => JSON.stringify(join(root, 'src', path));
  await build({
    absWorkingDir: root,
    stdin: {
      contents: [
        `export { createNodeHost } from ${from('host/node-host.ts')};`,
        `export { openSources } from ${from('workflows/model/open-sources.ts')};`,
        `export { followModel } from ${from('workflows/model/follow-model.ts')};`,
        `export { createTorchNatives } from ${from('models/torch/natives.ts')};`,
        `export { createInterpreter } from ${from('python/create-interpreter.ts')};`,
      ].join('\n'),
      resolveDir: root,
    },
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['@resvg/resvg-js'],
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  });
  return import(pathToFileURL(file).href);
}

const folder = mkdtempSync(join(tmpdir(), 'torchdock-warm-'));
try {
  if (!existsSync(join(PACKAGES, 'torchvision'))) throw new Error(`no torchvision in ${PACKAGES}`);
  const story = await loadStory(folder);
  writeFileSync(join(folder, 'zoo.py'), 'import torchvision.models as M\n');
  process.chdir(folder);
  const opened = story.openSources(story.createNodeHost(), 'zoo.py', PACKAGES);
  const listener = { recorder: undefined };
  const natives = story.createTorchNatives({ listener });
  const { provider: sources, roots, libraries } = opened;
  const interpreter = story.createInterpreter({ sources, roots, libraries, natives });
  const { module } = interpreter.runFile('zoo.py');
  const make = (name) => {
    const outcome = interpreter.evaluate(`M.${name}()`, module);
    if (outcome.kind === 'ended') throw new Error(`${name}: ${outcome.problem.reason}`);
    return outcome.value;
  };
  // Once for the library to be there: the first of each family would pay for its file.
  for (const name of NAMES) make(name);
  for (const name of NAMES) {
    const startedNs = process.hrtime.bigint();
    const first = make(name);
    const model = story.followModel({ interpreter, listener, name, make: () => make(name), first, inputs: [] });
    const ms = Number(process.hrtime.bigint() - startedNs) / 1e6;
    if (model.parameters.total.unknown.length > 0 || !model.flow) throw new Error(`${name} is not known`);
    console.log(JSON.stringify({ name, ms }));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
