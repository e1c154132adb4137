import { placeOf, type SourceText } from '../../base/text.js';
import { specFindings } from '../../findings/catalog/spec.js';
import type { Finding } from '../../findings/finding.js';
import type { DataNode } from '../../syntax/data/data-node.js';
import { describeKind } from '../../syntax/data/describe-kind.js';
import { reportDataProblems } from '../../syntax/data/report-data-problems.js';
import { parseYaml } from '../../syntax/yaml/parse-yaml.js';
import { fillSpec } from './fill-spec.js';
import type { Spec } from './spec.js';
import { locateIssues } from './spec-problems.js';
import { SPEC_SCHEMA, type SpecWords } from './spec-schema.js';
import { toSpecValue, withoutPaths } from './spec-tree.js';

export const SPEC_FILE = 'torchdock.yaml';

/** More than is told of one file: whoever has so many mends the first ones and looks again. */
const MOST_FINDINGS = 50;

/** Rounds after which a value that still does not hold is left out with its whole key. */
const ROUNDS_BY_VALUE = 3;
const MOST_ROUNDS = 8;

export interface ReadSpec {
  readonly spec: Spec;
  readonly findings: readonly Finding[];
}

/**
 * `torchdock.yaml` as what it means, the usual values filled in. What is wrong is a finding and left out; the rest holds.
 * Without a file, all of it is usual. `folderName` gives the project its name where the file does not.
 */
export function readSpec(source: SourceText | undefined, { folderName }: { readonly folderName: string }): ReadSpec {
  if (!source) return fillSpec({}, undefined, { folderName });
  // 1. YAML to positioned data.
  const { documents, problems } = parseYaml(source);
  const findings = reportDataProblems(source, 'YAML', problems);
  const [root, second] = documents;
  if (second) findings.push(specFindings.notSpec({ found: 'several documents' }, placeOf(source, second.span)));
  if (root && root.kind !== 'map')
    findings.push(specFindings.notSpec({ found: describeKind(root) }, placeOf(source, root.span)));
  if (root?.kind !== 'map') return { ...fillSpec({}, undefined, { folderName }), findings };
  // 2. What of it the schema takes.
  const { words, kept, findings: wrong } = keepWhatHolds(source, root);
  // 3. What the words mean together.
  const filled = fillSpec(words, { source, root: kept }, { folderName });
  return { spec: filled.spec, findings: [...findings, ...wrong, ...filled.findings].slice(0, MOST_FINDINGS) };
}

interface Kept {
  readonly words: SpecWords;
  readonly kept: DataNode;
  readonly findings: readonly Finding[];
}

/** Takes out what is wrong until the rest is right: an item of a list, an entry of a map, at last a whole key. */
function keepWhatHolds(source: SourceText, root: DataNode): Kept {
  const findings: Finding[] = [];
  let kept = root;
  for (let round = 0; ; round += 1) {
    const parsed = SPEC_SCHEMA.safeParse(toSpecValue(kept));
    if (parsed.success) return { words: parsed.data, kept, findings };
    if (round > MOST_ROUNDS) return { words: {}, kept, findings };
    const located = locateIssues(source, kept, parsed.error.issues);
    if (round < ROUNDS_BY_VALUE) findings.push(...located.slice(0, MOST_FINDINGS).map(({ describe }) => describe()));
    const paths = located.map(({ path }) => (round < ROUNDS_BY_VALUE ? path : path.slice(0, 1)));
    kept = withoutPaths(kept, paths);
  }
}
