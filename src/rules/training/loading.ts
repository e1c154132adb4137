import { trainingFindings } from '../../findings/catalog/training.js';
import type { Finding } from '../../findings/finding.js';
import { type Act, argumentOf, isArgument, isOff, type LoopScope } from '../../training/evidence/act.js';
import { givenTo, speaksOfGpu, type TrainingCode } from '../../training/evidence/training-code.js';
import type { TrainingRule } from './rule.js';

const DATA_LOADER = 'torch.utils.data.DataLoader';

/** Data sets that lie in memory as tensors: workers would only carry them over. */
const IN_MEMORY = /(?:^|\.)(?:TensorDataset|StackDataset)$/;

const noWorkers: TrainingRule = {
  code: 'TRN-01',
  check: (code) =>
    steppedLoaders(code).flatMap(({ loader }): Finding[] => {
      const workers = argumentOf(loader, 'num_workers');
      if (!isArgument(workers, 0, true) || !speaksOfGpu(code) || !readsFiles(code, loader)) return [];
      const isDefault = workers.kind === 'absent';
      return [trainingFindings.noWorkers({ loader: loader.name, isDefault }, loader.place)];
    }),
};

/** Its data set is known, and no tensor in memory. */
function readsFiles(code: TrainingCode, loader: Act): boolean {
  const dataset = argumentOf(loader, 'dataset');
  if (dataset.kind !== 'given') return false;
  const makers = code.makersOf(dataset.raw);
  return makers.length > 0 && makers.every(({ role, path }) => role === 'dataset' && !IN_MEMORY.test(path));
}

const noPinnedMemory: TrainingRule = {
  code: 'TRN-02',
  check: (code) =>
    steppedLoaders(code).flatMap(({ loader, loop }): Finding[] => {
      if (!isArgument(argumentOf(loader, 'pin_memory'), false, true) || !speaksOfGpu(code)) return [];
      const copies = code.acts.filter((act) => isBlockingCopy(act, loop));
      const [first] = copies;
      if (!first || !copies.every((act) => mayGoToGpu(act))) return [];
      return [trainingFindings.noPinnedMemory({ copies: copies.length, loader: loader.name }, loader.place)];
    }),
};

function isBlockingCopy(act: Act, loop: LoopScope): boolean {
  if (act.role !== 'transfer' || act.call.within.length > 0 || act.loops[0]?.id !== loop.id || isOff(act)) return false;
  return isArgument(argumentOf(act, 'non_blocking'), false, true);
}

function mayGoToGpu(act: Act): boolean {
  const [first] = act.call.arguments;
  const text = first ? writtenAt(first.site) : '';
  return (
    act.name === 'cuda' ||
    (act.name === 'to' && text !== '' && !/^["']cpu|dtype|torch\.(?:float|long|int|half|bfloat)/.test(text))
  );
}

function writtenAt({
  source,
  start,
  end,
}: {
  readonly source: { readonly text: string };
  readonly start: number;
  readonly end: number;
}): string {
  return source.text.slice(start, end);
}

const shuffleAndSampler: TrainingRule = {
  code: 'TRN-10',
  check: (code) =>
    code.ofRole('loader').flatMap((loader): Finding[] => {
      if (loader.path !== DATA_LOADER) return [];
      const shuffle = argumentOf(loader, 'shuffle');
      const sampler = argumentOf(loader, 'sampler');
      if (!isArgument(shuffle, true, false) || sampler.kind !== 'given') return [];
      const makers = code.makersOf(sampler.raw);
      const [maker] = makers;
      const isSure = makers.length === 1 && maker?.role === 'sampler' && sampler.value.kind !== 'one-of';
      return isSure ? [trainingFindings.shuffleAndSampler({ sampler: `sampler=${maker.name}` }, loader.place)] : [];
    }),
};

const noSetEpoch: TrainingRule = {
  code: 'TRN-09',
  check: (code) => {
    if (code.says(/set_epoch/) || !code.isWhole) return [];
    const stepped = steppedLoaders(code).filter(({ loop }) => isInOuterLoop(loop));
    return code.ofRole('sampler').flatMap((sampler): Finding[] => {
      if (!sampler.path.endsWith('.DistributedSampler') || !isShuffling(sampler)) return [];
      const isUsed = stepped.some(
        ({ loader }) =>
          givenTo(loader).some((value) => code.makersOf(value).includes(sampler)) || sharesData(code, loader, sampler),
      );
      return isUsed ? [trainingFindings.noSetEpoch({ sampler: sampler.name }, sampler.place)] : [];
    });
  },
};

function isShuffling(sampler: Act): boolean {
  return isArgument(argumentOf(sampler, 'shuffle'), true, true);
}

function isInOuterLoop(loop: LoopScope): boolean {
  for (let at = loop.parent; at; at = at.parent) if (at.kind === 'loop' || at.kind === 'framework') return true;
  return false;
}

/** The sampler that a switch turns on, of the data set that is trained with. */
function sharesData(code: TrainingCode, loader: Act, sampler: Act): boolean {
  const own = argumentOf(loader, 'dataset');
  const other = argumentOf(sampler, 'dataset');
  if (own.kind !== 'given' || other.kind !== 'given' || !isOff(sampler)) return false;
  const makers = code.makersOf(own.raw);
  return makers.length > 0 && code.makersOf(other.raw).some((act) => makers.includes(act));
}

interface Stepped {
  readonly loader: Act;
  readonly loop: LoopScope;
}

/** PyTorch's own loaders that loops of training go over. */
function steppedLoaders(code: TrainingCode): readonly Stepped[] {
  const found = code.steps.flatMap((loop) => {
    const loader = code.loaderOf(loop);
    return loader?.path === DATA_LOADER && !isOff(loader) ? [{ loader, loop }] : [];
  });
  return found.filter(({ loader }, at) => found.findIndex((other) => other.loader === loader) === at);
}

export const loadingRules: readonly TrainingRule[] = [noWorkers, noPinnedMemory, noSetEpoch, shuffleAndSampler];
