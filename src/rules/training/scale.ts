import { trainingFindings } from '../../findings/catalog/training.js';
import { trainingScaleFindings } from '../../findings/catalog/training-scale.js';
import type { Finding } from '../../findings/finding.js';
import { type Act, areApart, argumentOf, isArgument, isInLoop, isOff } from '../../training/evidence/act.js';
import { layersOf, madeAt } from '../../training/evidence/model-layers.js';
import { guardsOnTheWay, isSame, type TrainingCode } from '../../training/evidence/training-code.js';
import type { TrainingRule } from './rule.js';

/** Samples in one process below which statistics of batch norm are noise: the paper on group norm puts it at 16. */
const SMALL_BATCH = 16;

const unsyncedBatchNorm: TrainingRule = {
  code: 'TRN-17',
  check: (code) => {
    if (code.says(/SyncBatchNorm|convert_sync/)) return [];
    return code.acts.flatMap((act): Finding[] => {
      if (!act.path.endsWith('.DistributedDataParallel')) return [];
      const layer = layersOf(act.call.values[0])?.find((name) => /^BatchNorm\dd$/.test(name));
      const sizes = code.steps.flatMap((loop) => batchSizeOf(code.loaderOf(loop)));
      const [batchSize] = sizes;
      if (layer === undefined || batchSize === undefined || sizes.some((size) => size >= SMALL_BATCH)) return [];
      return [trainingScaleFindings.unsyncedBatchNorm({ layer, batchSize }, act.place)];
    });
  },
};

function batchSizeOf(loader: Act | undefined): readonly number[] {
  const size = loader && argumentOf(loader, 'batch_size');
  if (size?.kind !== 'given' || size.value.kind !== 'known' || typeof size.value.value !== 'number') return [];
  return [size.value.value];
}

const onlyCuda: TrainingRule = {
  code: 'TRN-19',
  check: (code) => {
    if (code.steps.length === 0 || code.says(NEEDS_OR_ASKS)) return [];
    const first = code.acts.find((act) => isCudaAct(act) && !isOff(act) && guardsOnTheWay(code, act).length === 0);
    if (!first) return [];
    const { source, start, end } = first.call.site;
    const text = source.text.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 60);
    return [trainingScaleFindings.onlyCuda({ text }, first.place)];
  },
};

/** The script asks whether there is a GPU, lets its device be chosen, or is made of processes that need one. */
const NEEDS_OR_ASKS =
  /is_available\(|device_count\(|nccl|set_device\(|init_process_group|argparse|click|hydra|OmegaConf|torch\.accelerator|local_rank|environ/;

function isCudaAct({ name, call, role }: Act): boolean {
  if (role !== 'device' && role !== 'transfer') return false;
  if (name === 'cuda') return call.values.length === 0;
  const [first] = call.arguments;
  if (name !== 'to' || !first) return false;
  const { source, start, end } = madeAt(call.values[0]) ?? first.site;
  return /^["']cuda(?::\d+)?["']$|^(?:torch\.)?device\(["']cuda(?::\d+)?["']\)$/.test(source.text.slice(start, end));
}

const clippedScaled: TrainingRule = {
  code: 'TRN-20',
  check: (code) => {
    if (code.says(/unscale_/)) return [];
    const scaled = code.acts.filter(({ name, call }) => name === 'backward' && isScaled(code, call.receiver));
    return code.ofRole('clip').flatMap((clip): Finding[] => {
      const isAfter = scaled.some(
        (act) =>
          !areApart(act, clip) &&
          code.steps.some((loop) => isInLoop(act, loop) && isInLoop(clip, loop)) &&
          act.call.id < clip.call.id,
      );
      if (!isAfter) return [];
      const limit = argumentOf(clip, clip.path.endsWith('value_') ? 'clip_value' : 'max_norm');
      const text = limit.kind === 'given' && limit.value.kind === 'known' ? limit.value.text : undefined;
      return [trainingScaleFindings.clippedScaled({ clip: clip.name, limit: text }, clip.place)];
    });
  },
};

/** What a GradScaler that is not switched off has multiplied. */
function isScaled(code: TrainingCode, value: Act['call']['receiver']): boolean {
  return code
    .makersOf(value)
    .some(
      ({ name, call }) =>
        name === 'scale' &&
        code
          .makersOf(call.receiver)
          .some((maker) => maker.role === 'scaler' && !isArgument(argumentOf(maker, 'enabled'), false, false)),
    );
}

const scaledBfloat16: TrainingRule = {
  code: 'TRN-21',
  check: (code) => {
    const precisions = code.ofRole('precision').filter(({ path }) => path.endsWith('autocast'));
    const isBfloat16 =
      precisions.length > 0 && precisions.every((act) => isArgument(argumentOf(act, 'dtype'), 'torch.bfloat16', false));
    if (!isBfloat16) return [];
    return code
      .ofRole('scaler')
      .flatMap((scaler): Finding[] =>
        isArgument(argumentOf(scaler, 'enabled'), true, true) && !isOff(scaler)
          ? [trainingScaleFindings.scaledBfloat16({}, scaler.place)]
          : [],
      );
  },
};

const SHARDED = /(?:^|\.)(?:FullyShardedDataParallel|fully_shard)$/;

const optimizerBeforeSharding: TrainingRule = {
  code: 'TRN-22',
  check: (code) =>
    code.acts.flatMap((wrap): Finding[] => {
      if (!SHARDED.test(wrap.path) || isOff(wrap)) return [];
      const optimizer = code
        .ofRole('optimizer')
        .find(
          (act) =>
            act.call.id < wrap.call.id &&
            !areApart(act, wrap) &&
            !isOff(act) &&
            takesParametersOf(code, act, wrap.call.values[0]),
        );
      if (!optimizer) return [];
      const params = { optimizer: optimizer.name, wrapLine: wrap.place.line };
      return [trainingScaleFindings.optimizerBeforeSharding(params, optimizer.place)];
    }),
};

/** `model.parameters()` stands among its arguments. */
function takesParametersOf(code: TrainingCode, optimizer: Act, model: Act['call']['receiver']): boolean {
  const { site } = optimizer.call;
  return code
    .named('parameters')
    .some(
      ({ call }) =>
        call.site.source === site.source &&
        call.site.start >= site.start &&
        call.site.end <= site.end &&
        isSame(code, call.receiver, model),
    );
}

const dataParallel: TrainingRule = {
  code: 'TRN-24',
  check: (code) =>
    code.acts
      .filter((act) => /^torch\.nn\.(?:parallel\.)?(?:data_parallel\.)?DataParallel$/.test(act.path) && !isOff(act))
      .map((act) => trainingScaleFindings.dataParallel({}, act.place)),
};

/** Functions of each library that draw random numbers, and what sets their seed. */
const RANDOM: readonly { readonly name: string; readonly draws: RegExp; readonly seeds: RegExp }[] = [
  {
    name: 'numpy',
    draws: /\b(?:np|numpy)\.random\.(?:rand|randn|randint|random|choice|permutation|shuffle|uniform|normal|beta)\(/,
    seeds: /\b(?:np|numpy)\.random\.(?:seed|default_rng|RandomState|Generator)\b/,
  },
  {
    name: 'random',
    draws: /(?<![\w.])random\.(?:random|randint|choice|choices|shuffle|sample|uniform|gauss|randrange)\(/,
    seeds: /(?<![\w.])random\.(?:seed|Random)\b/,
  },
];

const SEEDS_ALL =
  /seed_everything|set_seed|seed_all|fix_seed|set_random_seed|init_seed|fixseed|setup_seed|random_seed\(/;

const notAllSeeds: TrainingRule = {
  code: 'TRN-15',
  check: (code) => {
    if (code.says(SEEDS_ALL)) return [];
    const seed = code.ofRole('seed').find((act) => act.path === 'torch.manual_seed');
    const deterministic = code.acts.find((act) => act.name === 'use_deterministic_algorithms' && !isOff(act));
    if (seed) {
      const missing = RANDOM.filter(({ draws, seeds }) => code.says(draws) && !code.says(seeds)).map(
        ({ name }) => name,
      );
      return missing.length > 0
        ? [trainingFindings.notAllSeeds({ claimed: 'torch.manual_seed sets the seed of torch', missing }, seed.place)]
        : [];
    }
    if (!deterministic || code.says(/manual_seed|\.seed\(/) || code.steps.length === 0) return [];
    const params = { claimed: 'Deterministic kernels are asked for', missing: ['torch'] };
    return [trainingFindings.notAllSeeds(params, deterministic.place)];
  },
};

export const scaleRules: readonly TrainingRule[] = [
  notAllSeeds,
  unsyncedBatchNorm,
  onlyCuda,
  clippedScaled,
  scaledBfloat16,
  optimizerBeforeSharding,
  dataParallel,
];
