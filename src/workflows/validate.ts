import { fileStart, type SourceText } from '../base/text.js';
import { DrawingError } from '../drawing/drawing-error.js';
import { type Drawing, startDrawing } from '../drawing/start-drawing.js';
import { mermaidFindings } from '../findings/catalog/mermaid.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import { type FoundDiagram, findDiagrams, placeInFile } from './sources/find-diagrams.js';

export interface Validated {
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
  /** For each file with diagrams: how many, and how many of them are wrong. */
  readonly counts: readonly DiagramCount[];
}

export interface DiagramCount {
  readonly path: string;
  readonly diagrams: number;
  readonly wrong: number;
}

/** Characters of all diagrams of a page that GitLab draws without asking (its `MAX_CHAR_LIMIT`). */
const GITLAB_CHARACTERS = 2000;

/** Asks Mermaid's own grammar about every Mermaid text of the given files, folders and standard input. */
export async function validateDiagrams(host: Host, paths: readonly string[]): Promise<Validated> {
  // 1. The worker loads Mermaid while the files are read.
  const drawing = startDrawing(host);
  try {
    // 2. Which texts there are, and where.
    const { sources, diagrams, findings } = await findDiagrams(host, paths);
    // 3. One answer each, in order.
    const wrong: { readonly diagram: FoundDiagram; readonly finding: Finding }[] = [];
    for (const diagram of diagrams) {
      const finding = await validateDiagram(drawing, diagram);
      if (finding) wrong.push({ diagram, finding });
    }
    // 4. What is right here and may still not be shown elsewhere.
    const budgets = sources.flatMap((source) => checkBudget(source, diagrams));
    const counts = sources.map((source) => ({
      path: source.path,
      diagrams: diagrams.filter((diagram) => diagram.source === source).length,
      wrong: wrong.filter(({ diagram }) => diagram.source === source).length,
    }));
    return {
      sources,
      findings: [...findings, ...wrong.map(({ finding }) => finding), ...budgets],
      counts: counts.filter((count) => count.diagrams > 0),
    };
  } finally {
    drawing.close();
  }
}

async function validateDiagram(drawing: Drawing, diagram: FoundDiagram): Promise<Finding | undefined> {
  try {
    const problem = await drawing.validate(diagram.text);
    return problem && mermaidFindings.invalid({ problem: problem.message }, placeInFile(diagram, problem));
  } catch (error) {
    if (error instanceof DrawingError) return { ...error.finding, place: placeInFile(diagram, { line: 1, column: 1 }) };
    throw error;
  }
}

function checkBudget(source: SourceText, diagrams: readonly FoundDiagram[]): Finding[] {
  const own = diagrams.filter((diagram) => diagram.source === source);
  const characters = own.reduce((sum, { text }) => sum + text.length, 0);
  const [first] = own;
  if (characters <= GITLAB_CHARACTERS || !first) return [];
  const place = own.length === 1 ? placeInFile(first, { line: 1, column: 1 }) : fileStart(source.path);
  const what = 'characters of Mermaid on one page';
  return [mermaidFindings.overBudget({ host: 'GitLab', what, amount: characters, limit: GITLAB_CHARACTERS }, place)];
}
