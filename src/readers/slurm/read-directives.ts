import type { Place, SourceText } from '../../base/text.js';
import { fileStart, lineText, placeOf } from '../../base/text.js';
import { type OptionProblem, type ReadOption, readOptions } from '../../commands/options.js';
import type { CommandWord } from '../../commands/word.js';
import { slurmFindings } from '../../findings/catalog/slurm.js';
import type { Finding } from '../../findings/finding.js';
import { completeOption, SBATCH_OPTIONS, type SlurmMeaning } from './slurm-options.js';

export interface Directives {
  readonly options: readonly ReadOption<SlurmMeaning>[];
  /** The first #SBATCH line; undefined when the script has none. */
  readonly place: Place | undefined;
  /** True when the job has several components (`#SBATCH hetjob`); the options are those of the first. */
  readonly isHeterogeneous: boolean;
  readonly findings: readonly Finding[];
}

const NEARLY = /^\s*#{1,2}\s*SBATCH\s+-/i;

/** Reads the `#SBATCH` lines of a batch script: those before its first command, as Slurm does. */
export function readDirectives(source: SourceText): Directives {
  const into: Collected = { options: [], findings: [], place: undefined, isHeterogeneous: false, isBody: false };
  if (!/^\uFEFF?#!/.test(source.text)) into.findings.push(slurmFindings.noInterpreter({}, fileStart(source.path)));
  for (const [index, start] of source.lineStarts.entries()) {
    if (into.findings.length > MAX_FINDINGS) break;
    const first = source.text[start];
    if (first === '#') readComment(into, source, start, lineText(source, index + 1).slice(0, MAX_LINE));
    else if (!into.isBody && first !== '\n' && first !== '\r') {
      const text = lineText(source, index + 1).slice(0, MAX_LINE);
      if (NEARLY.test(text))
        into.findings.push(slurmFindings.notDirective({ text: text.trim() }, here(source, start, text)));
      else if (!/^\uFEFF?\s*(?:#|$)/.test(text)) into.isBody = true;
    }
  }
  return into;
}

interface Collected {
  readonly options: ReadOption<SlurmMeaning>[];
  readonly findings: Finding[];
  place: Place | undefined;
  isHeterogeneous: boolean;
  /** True after the first command. */
  isBody: boolean;
}

function readComment(into: Collected, source: SourceText, start: number, text: string): void {
  const place = here(source, start, text);
  if (!/^#SBATCH(?:\s|$)/.test(text)) {
    if (NEARLY.test(text) && !text.startsWith('##')) into.findings.push(slurmFindings.notDirective({ text }, place));
  } else if (into.isBody) into.findings.push(slurmFindings.ignoredDirective({ text }, place));
  else {
    into.place ??= place;
    const words = splitDirective(source, start, text, into.findings);
    if (/^(?:het|pack)job$/.test(words[0]?.value ?? '')) into.isHeterogeneous = true;
    else if (!into.isHeterogeneous) into.options.push(...readWords(words, into.findings));
  }
}

function here(source: SourceText, start: number, text: string): Place {
  return placeOf(source, { start, end: start + text.length });
}

/** No directive is longer, and nobody reads more messages. */
const MAX_LINE = 4096;
const MAX_FINDINGS = 100;

function readWords(words: readonly CommandWord[], findings: Finding[]): readonly ReadOption<SlurmMeaning>[] {
  const completed = words.map((word) => ({ ...word, value: completeOption(word.value, SBATCH_OPTIONS) }));
  const read = readOptions(completed, SBATCH_OPTIONS);
  findings.push(...read.problems.map((problem) => toSlurmFinding(problem, 'sbatch')));
  return read.options;
}

export function toSlurmFinding({ kind, option, suggestion, place }: OptionProblem, command: string): Finding {
  if (kind === 'missingValue') return slurmFindings.missingValue({ command, option }, place);
  return slurmFindings.unknownOption({ command, option, suggestion }, place);
}

/** Words as Slurm splits them: quotes and backslashes as in a shell, but a # anywhere outside of them begins a comment. */
function splitDirective(source: SourceText, lineStart: number, line: string, findings: Finding[]): CommandWord[] {
  const words: CommandWord[] = [];
  let at = '#SBATCH'.length;
  while (at < line.length) {
    while (at < line.length && /\s/.test(line[at] ?? '')) at += 1;
    if (at >= line.length || line[at] === '#') break;
    const word = readWord(line, at);
    const place = placeOf(source, { start: lineStart + at, end: lineStart + word.end });
    words.push({ value: word.value, hasExpansion: false, place });
    if (line[word.end] === '#') {
      const cut = line.slice(at).split(/\s/, 1)[0] ?? '';
      findings.push(slurmFindings.cutByComment({ text: cut }, { ...place, endColumn: place.column + cut.length }));
      break;
    }
    at = word.end;
  }
  return words;
}

function readWord(line: string, start: number): { readonly value: string; readonly end: number } {
  let value = '';
  let quote = '';
  let at = start;
  for (; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote) {
      if (character === quote) quote = '';
      else value += character;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '\\' && at + 1 < line.length) {
      at += 1;
      value += line[at] ?? '';
    } else if (character === '#' || /\s/.test(character)) break;
    else value += character;
  }
  return { value, end: at };
}
