import type { Condition, Option } from '../../training/pipeline.js';
import type { Language } from '../diagram.js';
import { sentence } from '../labels.js';
import { cutText } from './show-setting.js';

/** What must hold beyond what holds anyway, and beyond what is said around it. */
export function openConditions(
  conditions: readonly Condition[],
  around: readonly Condition[] = [],
): readonly Condition[] {
  const said = new Set(around.map(keyOf));
  return conditions.filter((condition) => condition.holds !== true && !said.has(keyOf(condition)));
}

function keyOf({ text, place }: Condition): string {
  return `${place.file}:${place.line} ${text}`;
}

/** `if --amp`; `unless --cpu`; the text of the script where it is more than one switch. */
export function showConditions(
  conditions: readonly Condition[],
  options: readonly Option[],
  language: Language,
): string | undefined {
  if (conditions.length === 0) return undefined;
  const names = new Map(options.map(({ name }) => [bare(name), name]));
  const words = conditions.slice(0, 2).map((condition) => showCondition(condition, names, language));
  return [...new Set(words)].join(language === 'zh' ? '，' : ', ') + (conditions.length > 2 ? ' …' : '');
}

const PLAIN = /^(not )?\(?(?:\w+\.)*(\w+)(?: is (not )?None| (?:!=|(==)) (?:''|""|0(?:\.0)?))?\)?$/;

function showCondition({ text }: Condition, names: ReadonlyMap<string, string>, language: Language): string {
  const [, not, name = '', isNot, equals] = PLAIN.exec(text) ?? [];
  const option = names.get(bare(name));
  if (option === undefined) return sentence.onlyIf(language, cutText(text));
  const isAbsence = (/ is None\)?$/.test(text) && isNot === undefined) || equals !== undefined;
  return (not !== undefined) !== isAbsence ? sentence.unless(language, option) : sentence.onlyIf(language, option);
}

/** `--batch-size` and `batch_size` are one. */
function bare(name: string): string {
  return name.replace(/^-+/, '').replaceAll('-', '_').toLowerCase();
}
