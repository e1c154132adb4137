import type { SourceText } from '../base/text.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import { READERS } from '../readers/table.js';
import type { Diagram } from '../views/diagram.js';
import { VIEWS } from '../views/table.js';
import type { ViewOptions } from '../views/view.js';
import { mermaidNames } from '../writers/mermaid/mermaid-names.js';
import { writeMermaid } from '../writers/mermaid/write-mermaid.js';
import { collectGraph } from './collect.js';
import { drawView } from './draw.js';
import { runRules } from './run-rules.js';
import { siftFindings } from './sift-findings.js';

/** One reading of a folder: what the studio shows until the files change. */
export interface StudioReading {
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
  /** Undefined when the folder holds nothing that this view shows. */
  draw(view: string, options: ViewOptions): Promise<StudioDrawing | undefined>;
}

/** A diagram, its Mermaid text, and how the text calls each node of the diagram. */
export interface StudioDrawing {
  readonly diagram: Diagram;
  readonly mermaid: string;
  readonly names: ReadonlyMap<string, string>;
}

/** What the studio can show, whatever the folder: the tables, as far as a person wants to know them. */
export interface StudioOffer {
  readonly views: readonly { readonly name: string; readonly summary: string }[];
  readonly reads: readonly { readonly title: string; readonly files: readonly string[] }[];
}

export function offerStudio(): StudioOffer {
  return {
    views: VIEWS.map(({ name, summary }) => ({ name, summary })),
    // A command line given with `--run` is no file of a folder.
    reads: READERS.filter(({ kind }) => kind !== 'run-line').map(({ title, files }) => ({ title, files })),
  };
}

/** From a folder to everything that can be asked about it: folder → graph and findings; view → diagram → Mermaid. */
export async function readForStudio(host: Host, folder: string): Promise<StudioReading> {
  const collected = await collectGraph(host, { paths: [folder], base: folder });
  const ruled = await runRules(collected.index);
  const sifted = await siftFindings(collected.sources, [...collected.findings, ...ruled.findings]);
  return {
    sources: collected.sources,
    findings: sifted.findings,
    draw: async (view, options) => {
      const diagram = await drawView(collected, view, options);
      return diagram && { diagram, mermaid: writeMermaid(diagram), names: mermaidNames(diagram) };
    },
  };
}
