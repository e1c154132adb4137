import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSourceText, lineText, type Place, type SourceText } from '../../src/base/text.js';
import type { Finding, Severity } from '../../src/findings/finding.js';
import type {
  Diagram,
  DiagramEdge,
  DiagramGroup,
  DiagramNode,
  DiagramNodeKind,
  Language,
} from '../../src/views/diagram.js';
import type { StudioOffer, StudioReading } from '../../src/workflows/studio.js';
import { mermaidNames } from '../../src/writers/mermaid/mermaid-names.js';
import { writeMermaid } from '../../src/writers/mermaid/write-mermaid.js';

export const SAMPLE_OFFER: StudioOffer = {
  views: [
    { name: 'deployment', summary: 'who reaches what' },
    { name: 'image', summary: 'how images are built' },
  ],
  reads: [
    { title: 'Dockerfile', files: ['Dockerfile', '*.Dockerfile'] },
    { title: 'Compose file', files: ['compose.yaml', 'docker-compose.yml'] },
  ],
};

/** A sample has no subjects, and no texts but its own. */
const NOTHING_ELSE = { subjects: {}, stamp: '', findText: () => undefined } as const;

/**
 * A reading that needs no reader: `system.txt` holds one thing a line, so that a test says exactly what is drawn and
 * where it comes from. A label `en|zh` is two languages, `\n` a line break.
 *
 *     group ID TITLE            node ID KIND GROUP LABEL
 *     edge FROM TO [LABEL]      finding SEVERITY CODE LINE MESSAGE      note TEXT
 *
 * Lines that begin with a space belong to the node above them.
 */
export async function readSample(folder: string): Promise<StudioReading> {
  const path = join(folder, 'system.txt');
  if (!existsSync(path)) return { ...NOTHING_ELSE, sources: [], findings: [], draw: async () => undefined };
  const source = createSourceText('system.txt', readFileSync(path, 'utf8'));
  const rows = rowsOf(source);
  return {
    ...NOTHING_ELSE,
    sources: [source],
    findings: rows.filter(({ word }) => word === 'finding').map(toFinding),
    draw: async (view, { language, direction }) => {
      if (view !== 'deployment' || rows.length === 0) return undefined;
      const diagram: Diagram = {
        view,
        title: language === 'zh' ? '部署' : 'Deployment',
        description: 'a sample',
        language,
        direction: direction ?? 'LR',
        groups: rows.filter(({ word }) => word === 'group').map((row) => toGroup(row, language)),
        nodes: rows.filter(({ word }) => word === 'node').map((row) => toNode(row, language)),
        edges: rows.filter(({ word }) => word === 'edge').map((row) => toEdge(row, language)),
        notes: rows.filter(({ word }) => word === 'note').map(({ rest }) => rest.join(' ')),
      };
      return { diagram, mermaid: writeMermaid(diagram), names: mermaidNames(diagram), links: new Map() };
    },
  };
}

interface Row {
  readonly word: string;
  readonly rest: readonly string[];
  readonly place: Place;
}

function rowsOf(source: SourceText): Row[] {
  const rows: Row[] = [];
  for (let line = 1; line <= source.lineStarts.length; line += 1) {
    const text = lineText(source, line);
    const last = rows.at(-1);
    if (text.startsWith(' ') && last) {
      rows[rows.length - 1] = { ...last, place: { ...last.place, endLine: line, endColumn: text.length + 1 } };
    } else if (text !== '') {
      const [word = '', ...rest] = text.split(' ');
      const place = { file: source.path, line, column: 1, endLine: line, endColumn: text.length + 1 };
      rows.push({ word, rest, place });
    }
  }
  return rows;
}

function toGroup({ rest: [id = '', ...title] }: Row, language: Language): DiagramGroup {
  return { id, title: inLanguage(title, language) };
}

function toNode({ rest: [id = '', kind, group, ...label], place }: Row, language: Language): DiagramNode {
  return {
    id,
    kind: kind as DiagramNodeKind,
    label: inLanguage(label, language),
    ...(group === undefined || group === '-' ? {} : { group }),
    origin: place,
    facts: { ports: ['8888 → 8888', '2222 → 22'], user: 'root' },
  };
}

function toEdge({ rest: [from = '', to = '', ...label] }: Row, language: Language): DiagramEdge {
  return { from, to, kind: 'flow', ...(label.length === 0 ? {} : { label: inLanguage(label, language) }) };
}

function toFinding({ rest: [severity, code = '', line, ...message], place: { file } }: Row): Finding {
  const place = { file, line: Number(line), column: 3, endLine: Number(line), endColumn: 8 };
  return { code, severity: severity as Severity, message: message.join(' '), hint: 'Mend it.', place };
}

function inLanguage(words: readonly string[], language: Language): string {
  const [english = '', chinese = english] = words.join(' ').replaceAll('\\n', '\n').split('|');
  return language === 'zh' ? chinese : english;
}
