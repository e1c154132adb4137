import { directoryOf, joinPath } from '../../base/paths.js';
import { type Place, placeOf, type SourceText } from '../../base/text.js';
import { manifestFindings } from '../../findings/catalog/manifest.js';
import type { Finding } from '../../findings/finding.js';
import { parseRequirement, type Requirement } from '../../syntax/requirement/parse-requirement.js';
import { hasCredentials } from '../python-package.js';
import { type FileOption, readFileOptions } from './file-options.js';
import { type LogicalLine, logicalLines } from './logical-lines.js';

const MOST_LISTED_PROBLEMS = 20;
const DEEPEST_INCLUDE = 32;

interface PlacedRequirement {
  readonly requirement: Requirement;
  readonly place: Place;
}

/** What a requirements file and all that it includes ask for. */
export interface CollectedRequirements {
  readonly requirements: readonly PlacedRequirement[];
  /** From `-c` files: they narrow versions and install nothing. */
  readonly constraints: readonly PlacedRequirement[];
  readonly indexUrl?: string;
  /** `--extra-index-url` and `--find-links`: where pip also looks. */
  readonly extraIndexUrls: readonly string[];
  readonly findings: readonly Finding[];
}

type Purpose = 'requirements' | 'constraints';

/** Text of another file of the same root, by its path; undefined when it cannot be read. */
type OpenFile = (path: string) => SourceText | undefined;

interface Collecting {
  readonly open: OpenFile;
  readonly lines: Record<Purpose, PlacedRequirement[]>;
  readonly extraIndexUrls: string[];
  readonly findings: Finding[];
  readonly done: Set<string>;
  readonly active: Set<string>;
  indexUrl: string | undefined;
}

/**
 * Reads lines of a requirements file (or of the `pip:` list of a conda environment) and follows `-r` and `-c`. Options count
 * for the whole, wherever they stand, and the last index wins, as in pip.
 */
export function collectRequirements(
  source: SourceText,
  lines: readonly LogicalLine[],
  open: OpenFile,
): CollectedRequirements {
  const collecting: Collecting = {
    open,
    lines: { requirements: [], constraints: [] },
    extraIndexUrls: [],
    findings: [],
    done: new Set(),
    active: new Set(),
    indexUrl: undefined,
  };
  collectLines(collecting, source, lines, 'requirements');
  const { extraIndexUrls, findings, indexUrl } = collecting;
  return { ...collecting.lines, extraIndexUrls, findings, ...(indexUrl === undefined ? {} : { indexUrl }) };
}

function collectLines(
  collecting: Collecting,
  source: SourceText,
  lines: readonly LogicalLine[],
  purpose: Purpose,
): void {
  collecting.done.add(`${purpose} ${source.path}`);
  collecting.active.add(source.path);
  let problems = 0;
  for (const line of lines) {
    const place = placeOf(source, line.span);
    if (line.text.startsWith('-')) {
      for (const option of readFileOptions(line.text)) applyOption(collecting, source, purpose, option, place);
      continue;
    }
    const requirement = parseRequirement(withoutLineOptions(line.text));
    if (requirement) addRequirement(collecting, purpose, requirement, place);
    else if (++problems <= MOST_LISTED_PROBLEMS) collecting.findings.push(notRequirement(line, place));
  }
  if (problems > MOST_LISTED_PROBLEMS)
    collecting.findings.push(
      manifestFindings.tooManyProblems(
        { path: source.path, count: problems - MOST_LISTED_PROBLEMS },
        placeOf(source, { start: 0, end: 0 }),
      ),
    );
  collecting.active.delete(source.path);
}

/** `torch==2.7.1 --hash=sha256:…` → `torch==2.7.1`. */
function withoutLineOptions(text: string): string {
  const at = text.search(/\s--?[A-Za-z]/);
  return at < 0 ? text : text.slice(0, at);
}

function addRequirement(collecting: Collecting, purpose: Purpose, requirement: Requirement, place: Place): void {
  if (requirement.reference !== undefined && hasCredentials(requirement.reference))
    collecting.findings.push(manifestFindings.credentials({ what: requirement.name }, place));
  collecting.lines[purpose].push({ requirement, place });
}

function applyOption(
  collecting: Collecting,
  source: SourceText,
  purpose: Purpose,
  option: FileOption,
  place: Place,
): void {
  if (option.kind === 'unknown') {
    const { text, suggestion } = option;
    const shown = { option: quote(text), ...(suggestion === undefined ? {} : { suggestion }) };
    collecting.findings.push(manifestFindings.unknownOption(shown, place));
    return;
  }
  const { name, value } = option;
  if (name.endsWith('-url') || name === '--find-links') {
    if (hasCredentials(value)) collecting.findings.push(manifestFindings.credentials({ what: name }, place));
    if (name === '--index-url') collecting.indexUrl = value;
    else if (!collecting.extraIndexUrls.includes(value)) collecting.extraIndexUrls.push(value);
  } else if (name === '--requirement') include(collecting, source, purpose, name, value, place);
  else if (name === '--constraint') include(collecting, source, 'constraints', name, value, place);
  else if (name === '--editable') addEditable(collecting, purpose, value, place);
}

function addEditable(collecting: Collecting, purpose: Purpose, value: string, place: Place): void {
  const text = /^[A-Za-z0-9+.-]+:\/\/|^[./~]/.test(value) ? value : `./${value}`;
  const requirement = parseRequirement(text);
  if (requirement) addRequirement(collecting, purpose, requirement, place);
}

function include(
  collecting: Collecting,
  source: SourceText,
  purpose: Purpose,
  option: string,
  value: string,
  place: Place,
): void {
  const path = value.includes('://') ? value : joinPath(directoryOf(source.path), value);
  const isTooDeep = collecting.active.size >= DEEPEST_INCLUDE;
  if (collecting.active.has(path) || isTooDeep) {
    collecting.findings.push(manifestFindings.includeCycle({ path: quote(path), isTooDeep }, place));
    return;
  }
  if (collecting.done.has(`${purpose} ${path}`)) return;
  const included = value === '' || value.includes('://') ? undefined : collecting.open(path);
  if (included) collectLines(collecting, { ...included, path }, logicalLines(included), purpose);
  else collecting.findings.push(manifestFindings.missingInclude({ path: quote(value), option }, place));
}

function notRequirement(line: LogicalLine, place: Place): Finding {
  const conda = /^([A-Za-z0-9._-]+)\s*=\s*([0-9][A-Za-z0-9._]*)(=|$)/.exec(line.text.slice(0, 256));
  const hint = conda ? `pip pins with two equals signs: ${conda[1]}==${conda[2]}` : undefined;
  return manifestFindings.notRequirement({ text: quote(line.text), ...(hint === undefined ? {} : { hint }) }, place);
}

/** Text of a file in a message: in quotes, on one line, not endless. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
