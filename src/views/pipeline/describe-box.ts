import { shortNumber, signOf } from '../../models/show-numbers.js';
import type { Element, Option, Part, Pipeline, SettingValue } from '../../training/pipeline.js';
import type { DiagramFact, DiagramNodeKind, Language } from '../diagram.js';
import { label, sentence } from '../labels.js';
import type { PlannedBox } from './plan-boxes.js';
import { ROLE_ROWS } from './roles.js';
import { openConditions, showConditions } from './show-condition.js';
import { cutText, joinWords, settingLines, showSetting, showSettingValue, switchOf } from './show-setting.js';

export interface Said {
  readonly language: Language;
  readonly depth: number;
  readonly options: readonly Option[];
  /** Conditions that the loops around have said. */
  readonly around: Element['conditions'];
}

export function kindOfBox({ role, elements, isAgain }: PlannedBox): DiagramNodeKind {
  return !isAgain && elements.every(({ unknown }) => unknown !== undefined) ? 'folded' : ROLE_ROWS[role].box;
}

export function linesOfBox(box: PlannedBox, said: Said): readonly string[] {
  const { language, depth } = said;
  const title = titleOfBox(box, language);
  if (box.isAgain) return [title, label('onlyMeasured', language), ...settingLines(box.joined, 3, language)];
  if (depth === 1) return [title, ...modelLines(box, language), ...settingLines(box.elements, 2, language)];
  const [first] = box.elements;
  return [
    title,
    ...modelLines(box, language),
    ...fileLines(box, language),
    ...partLines(partsOf(box), depth, language),
    ...settingLines(
      [...box.elements, ...box.joined.filter(({ role }) => role !== 'zero-grad')],
      depth >= 3 ? 12 : 5,
      language,
    ),
    ...joinedLines(box, language),
    ...(first?.unknown === undefined ? [] : [`${label('unknown', language)}: ${cutText(first.unknown, 60)}`]),
    ...conditionLines(box, said),
  ];
}

function conditionLines(box: PlannedBox, { language, options, around }: Said): readonly string[] {
  const off = switchesOf(box).map((option) => sentence.onlyIf(language, option));
  const condition = showConditions(conditionsOf(box, around), options, language);
  return [...new Set([...off, ...(condition === undefined ? [] : [condition])])];
}

/** Switches of the script that leave the box without effect as it is started. */
function switchesOf({ elements }: PlannedBox): readonly string[] {
  const switches = elements.map(({ settings }) => settings.flatMap((setting) => switchOf(setting) ?? []));
  return switches.every((list) => list.length > 0) ? [...new Set(switches.flat())] : [];
}

/** True for what does not always happen. */
export function isOptionalBox(box: PlannedBox, around: Element['conditions']): boolean {
  return !box.isAgain && (conditionsOf(box, around).length > 0 || switchesOf(box).length > 0);
}

/** What must hold for all that is in the box; where each hangs on something else, on what. */
function conditionsOf({ elements }: PlannedBox, around: Element['conditions']): Element['conditions'] {
  const all = elements.map(({ conditions }) => openConditions(conditions, around));
  const [first, ...others] = all;
  if (!first || all.some((list) => list.length === 0)) return [];
  const common = first.filter(({ text }) => others.every((list) => list.some((other) => other.text === text)));
  return common.length > 0 ? common : all.flatMap((list) => list.slice(0, 1));
}

/** `Optimizer · AdamW`; `3 × Logging · print, SummaryWriter`. */
function titleOfBox({ role, elements, isAgain }: PlannedBox, language: Language): string {
  const { word, isNamed } = ROLE_ROWS[role];
  const titles = [...new Set(elements.map(({ title }) => title))];
  const name = titles.slice(0, 3).join(', ') + (titles.length > 3 ? ' …' : '');
  return isNamed || isAgain ? `${label(word, language)} · ${cutText(name, 60)}` : label(word, language);
}

function modelLines({ elements }: PlannedBox, language: Language): readonly string[] {
  return elements.flatMap(({ model }) => {
    if (!model?.parameters) return [];
    const { total, trainable, isExact, bound } = model.parameters;
    const count = !isExact && total === 0 ? '?' : `${signOf(bound)}${shortNumber(total)}`;
    return sentence.parameters(language, count, trainable === total ? undefined : shortNumber(trainable));
  });
}

function isNone(value: SettingValue): boolean {
  return value.kind === 'known' && value.value === null;
}

function fileLines({ elements }: PlannedBox, language: Language): readonly string[] {
  const lines = elements.flatMap(({ file }) => {
    if (!file) return [];
    const more = file.isWhole ? '' : ' …';
    return [
      // Nobody names one, and the condition says what it hangs on.
      isNone(file.path) ? '' : cutText(showSettingValue(file.path), 48),
      file.contents.length === 0 ? '' : sentence.holds(language, file.contents.slice(0, 5).join(', ') + more),
    ];
  });
  return [...new Set(lines)].filter((line) => line !== '').slice(0, 5);
}

/** `RandomResizedCrop 224`; parts beyond the fifth are counted. */
function partLines(parts: readonly Part[], depth: number, language: Language): readonly string[] {
  const most = depth >= 3 ? 12 : 5;
  const shown = parts.slice(0, parts.length > most ? most - 1 : most).map((part) => partLine(part));
  const more = parts.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} ${label('more', language)}`] : [])];
}

/** A single transform is its own list. */
function partsOf({ role, elements }: PlannedBox): readonly Part[] {
  return elements.flatMap((element) => {
    if (element.parts.length > 0 || role !== 'transforms' || element.title === 'Compose') return element.parts;
    const { title, settings } = element;
    return [{ title, settings, conditions: [] }];
  });
}

function partLine({ title, settings }: Part): string {
  const known = settings.filter(({ value }) => value.kind === 'known').slice(0, 1);
  const [value] = known.map((setting) => showSettingValue(setting.value));
  return value === undefined || value.length > 12 ? title : `${title} ${value}`;
}

/** What the box does besides: `zero_grad`, GradScaler. */
function joinedLines({ joined }: PlannedBox, language: Language): readonly string[] {
  const words = joined
    .filter((element) => element.role !== 'optimizer-step' && element.role !== 'scheduler-step')
    .map((element) => `+ ${element.title === '' ? label(ROLE_ROWS[element.role].word, language) : element.title}`);
  return joinWords([...new Set(words)]);
}

/** All that is known, flat. */
export function factsOfBox(
  box: PlannedBox,
  pipeline: Pipeline,
  language: Language,
): Record<string, DiagramFact | undefined> {
  const all = box.isAgain ? box.joined : [...box.elements, ...box.joined];
  const [first] = box.elements;
  const list = (items: readonly string[]): readonly string[] | undefined => (items.length === 0 ? undefined : items);
  const parameters = first?.model?.parameters;
  return {
    role: box.role,
    elements: all.map(({ id }) => id),
    calls: list(all.flatMap(({ path }) => path ?? [])),
    places: list(all.flatMap(({ place, places }) => [place, ...places]).map(({ file, line }) => `${file}:${line}`)),
    phase: first?.phase,
    loop: first?.loop,
    settings: list(all.flatMap(({ settings }) => settings.map((setting) => showSetting(setting, language)))),
    parts: list(
      all.flatMap(({ parts }) =>
        parts.map(({ title, settings }) =>
          partFact(
            title,
            settings.map((item) => showSetting(item, language)),
          ),
        ),
      ),
    ),
    conditions: list([...new Set(all.flatMap(({ conditions }) => conditions.map(({ text }) => text)))]),
    parameters: parameters?.isExact ? parameters.total : undefined,
    parametersAtLeast: parameters?.bound === 'at-least' ? parameters.total : undefined,
    parametersAbout: parameters?.bound === 'none' ? parameters.total : undefined,
    model: first?.model ? modelTarget(first.model, pipeline) : undefined,
    file: first?.file ? showSettingValue(first.file.path) : undefined,
    contents: list(all.flatMap(({ file }) => file?.contents ?? [])),
    unknown: first?.unknown,
  };
}

function partFact(title: string, settings: readonly string[]): string {
  return settings.length === 0 ? title : `${title}(${settings.join(', ')})`;
}

/** What `torchdock model` takes. */
function modelTarget({ file, expression }: NonNullable<Element['model']>, { place }: Pipeline): string {
  return `${file ?? place.file}:${expression}`;
}
