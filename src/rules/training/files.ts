import { trainingScaleFindings } from '../../findings/catalog/training-scale.js';
import type { Finding } from '../../findings/finding.js';
import { type Act, argumentOf, isArgument, isOff } from '../../training/evidence/act.js';
import { guardsOnTheWay, keyRead, keysOf, type TrainingCode } from '../../training/evidence/training-code.js';
import type { TrainingRule } from './rule.js';

const SAVE = 'torch.save';
const LOAD = 'torch.load';

/** Words of a condition by which one process is chosen, or a file for each is named. */
const RANK =
  /rank|master|main_process|is_main|primary|leader|chief|zero|main_node|process_index|should_save|distributed/i;

const everyRankSaves: TrainingRule = {
  code: 'TRN-11',
  check: (code) => {
    const isDistributed = code.acts.some(({ path }) => path.endsWith('.DistributedDataParallel'));
    if (!isDistributed || code.pipeline.style !== 'plain') return [];
    return code.ofRole('save').flatMap((save): Finding[] => {
      if (save.path !== SAVE || save.loops.length === 0) return [];
      const sites = [save.call.site, ...save.call.chain];
      const texts = sites.map(({ source, start, end }) => source.text.slice(start, end));
      if ([...guardsOnTheWay(code, save), ...texts].some((text) => RANK.test(text))) return [];
      const file = argumentOf(save, 'f');
      // A path that is made elsewhere may name the rank.
      if (file.kind !== 'given' || file.value.kind !== 'known') return [];
      return [trainingScaleFindings.everyRankSaves({ file: file.value.text }, save.place)];
    });
  },
};

/** What has a state of its own beside the model. */
const STATEFUL: Readonly<Record<string, string>> = { optimizer: 'optimizer', scheduler: 'scheduler', scaler: 'scaler' };

const missingInCheckpoint: TrainingRule = {
  code: 'TRN-12',
  check: (code) => {
    const saves = code.ofRole('save').filter(({ path }) => path === SAVE);
    const written = saves.map((save) => keysOf(save.call.values[0]));
    const [first] = saves;
    if (!first || !written.every((keys) => keys !== undefined)) return [];
    const keys = new Set(written.flat());
    // A dictionary of tensors by layer is no checkpoint of several parts.
    if (keys.size === 0 || keys.size > 30 || [...keys].every((key) => key.includes('.'))) return [];
    const seen = new Set<string>();
    return code.named('load_state_dict').flatMap((act): Finding[] => {
      const read = keyRead(act.call.values[0]);
      const what = code.makersOf(act.call.receiver).map(({ role }) => STATEFUL[role ?? ''])[0];
      if (!read || what === undefined || keys.has(read.key) || seen.has(read.key)) return [];
      if (!code.makersOf(read.of).some(({ path }) => path === LOAD || path === 'load')) return [];
      seen.add(read.key);
      const params = { key: read.key, what, keys: [...keys], readLine: act.place.line };
      return [trainingScaleFindings.missingInCheckpoint(params, first.place)];
    });
  },
};

const runsCode: TrainingRule = {
  code: 'TRN-18',
  check: (code) =>
    loads(code).flatMap((load): Finding[] =>
      isArgument(argumentOf(load, 'weights_only'), false, false) && !isOwnFile(code, load)
        ? [trainingScaleFindings.runsCode({ file: fileOf(load) }, load.place)]
        : [],
    ),
};

const mayRunCode: TrainingRule = {
  code: 'TRN-26',
  check: (code) =>
    loads(code).flatMap((load): Finding[] => {
      const file = argumentOf(load, 'f');
      const isNamed = file.kind === 'given' && file.value.kind === 'known' && !file.hasSwitch && file.value.text !== '';
      return isNamed && argumentOf(load, 'weights_only').kind === 'absent' && !isOwnFile(code, load)
        ? [trainingScaleFindings.mayRunCode({ file: fileOf(load) }, load.place)]
        : [];
    }),
};

function loads(code: TrainingCode): readonly Act[] {
  return code.acts.filter(
    ({ path, call: { site } }) =>
      path === LOAD &&
      /^(?:\w+\.)?(?:torch\.)?load\(/.test(site.source.text.slice(site.start, site.end)) &&
      !/^(?:json|yaml|pickle|np|toml)\b/.test(site.source.text.slice(site.start, site.end)),
  );
}

function fileOf(load: Act): string {
  const [first] = load.call.arguments;
  if (!first) return 'file';
  const { source, start, end } = first.site;
  return source.text.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 60);
}

/**
 * The script writes it itself: the same path is saved, or what is in it (the state of an optimizer, an epoch) is nothing that
 * is given away.
 */
function isOwnFile(code: TrainingCode, load: Act): boolean {
  const file = argumentOf(load, 'f');
  const saves = code.ofRole('save').filter((save) => save.path === SAVE);
  if (file.kind !== 'given' || saves.length === 0) return false;
  const paths = saves.map((save) => argumentOf(save, 'f'));
  // A path that is not known may be any of those that are written.
  if (file.value.kind !== 'known' || file.hasSwitch) return true;
  const own = file.value.value;
  return (
    paths.some((path) => path.kind !== 'given' || path.value.kind !== 'known' || path.value.value === own) ||
    isOff(load)
  );
}

export const fileRules: readonly TrainingRule[] = [everyRankSaves, missingInCheckpoint, runsCode, mayRunCode];
