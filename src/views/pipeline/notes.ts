import type { Element, Pipeline, UnknownStep } from '../../training/pipeline.js';
import type { Diagram, Language } from '../diagram.js';
import { label, sentence } from '../labels.js';
import type { BoxPlan } from './plan-boxes.js';
import { ROLE_ROWS } from './roles.js';
import { cutText } from './show-setting.js';

/** What a reader must know beside the picture: how to read it, for which command, what is folded, what is not known. */
export function addPipelineNotes(
  diagram: Diagram,
  pipeline: Pipeline,
  plan: BoxPlan,
  depth: number,
): readonly string[] {
  const { language, nodes, edges } = diagram;
  if (nodes.length === 0) return [sentence.noTraining(language), ...unknownNotes(pipeline.unknown, language)];
  const hasDoubts = nodes.some(({ label: text }) => /(?:^|[\s·])\? /.test(text));
  const folded = depth >= 3 ? '' : foldedWords(plan, language);
  const hidden = depth >= 3 ? '' : countRoles(plan.hidden, language);
  return [
    ...(edges.length > 0 ? [sentence.pipelineArrows(language)] : []),
    ...(nodes.some(({ isOptional }) => isOptional) ? [sentence.pipelineOptional(language)] : []),
    ...(hasDoubts ? [sentence.pipelineDoubts(language)] : []),
    commandNote(pipeline, language),
    ...(folded === '' ? [] : [sentence.pipelineFolded(language, folded)]),
    ...(hidden === '' ? [] : [sentence.pipelineHidden(language, hidden)]),
    ...diagram.notes,
    ...unknownNotes(pipeline.unknown, language),
  ];
}

function commandNote({ name, command, options }: Pipeline, language: Language): string {
  if (command && command.arguments.length > 0)
    return sentence.followedAs(language, cutText([name, ...command.arguments].join(' '), 160));
  return options.length > 0 ? sentence.followedByDefault(language) : sentence.followedAs(language, name);
}

/** `Logging (3)`, of boxes that stand for several. */
function foldedWords({ boxes }: BoxPlan, language: Language): string {
  const words = boxes
    .filter(({ elements, isAgain }) => !isAgain && elements.length > 1)
    .map(({ role, elements }) => `${label(ROLE_ROWS[role].word, language)} (${elements.length})`);
  return [...new Set(words)].join(language === 'zh' ? '、' : ', ');
}

function countRoles(elements: readonly Element[], language: Language): string {
  const counts = new Map<string, number>();
  for (const { role } of elements) {
    const word = label(ROLE_ROWS[role].word, language);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].map(([word, count]) => (count === 1 ? word : `${word} (${count})`));
  return words.join(language === 'zh' ? '、' : ', ');
}

/** The first reasons first; later ones often follow from them. */
function unknownNotes(unknown: readonly UnknownStep[], language: Language): readonly string[] {
  const shown = unknown.slice(0, 3).map(({ reason, place }) => {
    const where = place ? ` (${place.file}:${place.line})` : '';
    return sentence.notFollowed(language, `${cutText(reason, 160)}${where}`);
  });
  const more = unknown.length - shown.length;
  return [...shown, ...(more > 0 ? [sentence.moreUnknown(language, more)] : [])];
}
