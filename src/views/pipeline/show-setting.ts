import type { Element, Setting, SettingOrigin, SettingValue } from '../../training/pipeline.js';
import type { Language } from '../diagram.js';
import { label } from '../labels.js';
import { ROLE_ROWS } from './roles.js';

/** Longest text of a value in a box; the whole one is a fact. */
const LONGEST_VALUE = 34;

/** Width of a line of a box, in letters. */
const LINE_LETTERS = 24;

export function cutText(text: string, longest = LONGEST_VALUE): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}…` : line;
}

/** `0.1`; `cuda | cpu`; `? get_lr(it)` for what the text of the script does not tell. */
export function showSettingValue(value: SettingValue): string {
  switch (value.kind) {
    case 'known':
      return /\d{7}/.test(value.text) && typeof value.value === 'number' ? roundNumber(value.value) : value.text;
    case 'one-of':
      return value.texts.join(' | ');
    case 'unknown':
      return `? ${value.text}`;
  }
}

/** What a program computed, as a person would say it: `≈ 3.0e-7`; whole numbers are told whole. */
function roundNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : `≈ ${Number(value.toPrecision(3))}`;
}

/** Who says so: ` (--lr)`; nothing for what stands in the call. */
export function showOrigin(origin: SettingOrigin, language: Language): string {
  switch (origin.kind) {
    case 'written':
      return '';
    case 'library-default':
      return ` (${label('byDefault', language)})`;
    case 'default':
    case 'given':
      return ` (${origin.option})`;
    case 'setting':
      return ` (${origin.name})`;
  }
}

/** `lr 0.1 (--lr)` */
export function showSetting({ name, value, origin }: Setting, language: Language): string {
  const before = name === 'device' ? '' : `${name} `;
  const said = isLongPath(origin, name) ? '' : showOrigin(origin, language);
  return `${before}${cutText(showSettingValue(value))}${said}`;
}

/** `train_dataloader.dataset.data_root` says of `data_root` what its line says, too, and fills a box. */
function isLongPath(origin: SettingOrigin, name: string): boolean {
  return (
    origin.kind === 'setting' &&
    origin.name.length > LINE_LETTERS &&
    /[.:]/.test(origin.name.at(-name.length - 1) ?? '') &&
    origin.name.endsWith(name)
  );
}

/**
 * The settings that matter to a role, as lines of a box. What a role's table does not name comes after, if it is written
 * and known; the objects that a call is given (`model.parameters()`) are arrows, not settings.
 */
export function settingLines(elements: readonly Element[], most: number, language: Language): readonly string[] {
  const words = elements.flatMap((element) =>
    chooseSettings(element, most).map((setting) => showSetting(setting, language)),
  );
  return joinWords([...new Set(words)].slice(0, most));
}

function chooseSettings({ role, settings }: Element, most: number): readonly Setting[] {
  const wanted = ROLE_ROWS[role].settings;
  const named = wanted.flatMap((name) => settings.find((setting) => setting.name === name) ?? []);
  const others = settings.filter(
    ({ name, value, origin }) =>
      !wanted.includes(name) &&
      value.kind !== 'unknown' &&
      !(value.kind === 'known' && value.value === null) &&
      origin.kind !== 'library-default' &&
      !/^argument \d|^f$|path|^\*/.test(name),
  );
  return [...named.filter((setting) => isTelling(setting)), ...others].slice(0, most);
}

/** Of what nobody said, only what makes a difference to every training. */
const TELLING_DEFAULTS: ReadonlySet<string> = new Set(['shuffle', 'num_workers', 'lr']);

/** A switch that nobody gave says nothing: `sampler None`; one that turns all off is a condition, told as such. */
function isTelling(setting: Setting): boolean {
  const { name, value, origin } = setting;
  if (value.kind === 'known' && value.value === null) return false;
  if (origin.kind === 'library-default') return TELLING_DEFAULTS.has(name);
  return switchOf(setting) === undefined && !(name === 'enabled' && value.kind === 'known' && value.value === true);
}

/** The switch of the script that turns a thing off by `enabled=False`. */
export function switchOf({ name, value, origin }: Setting): string | undefined {
  if (name !== 'enabled' || value.kind !== 'known' || value.value !== false) return undefined;
  if (origin.kind === 'default' || origin.kind === 'given') return origin.option;
  return origin.kind === 'setting' ? origin.name : undefined;
}

/** As many on a line as fit. */
export function joinWords(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 3 <= LINE_LETTERS)
      lines[lines.length - 1] = `${last} · ${word}`;
    else lines.push(word);
  }
  return lines;
}
