import type { Diagram, DiagramNode } from '../../views/diagram.js';
import { MODEL_VIEW, PIPELINE_VIEW } from '../../views/table.js';
import type { StudioSubject } from '../studio.js';

/** The picture that a box leads to: a training to its pipeline, a model to its architecture. */
export interface StudioLink {
  readonly view: string;
  readonly subject: string;
  /** What it shows there. */
  readonly label: string;
}

/** Where the boxes of a picture lead, by their ids; only to what the studio offers. */
export function findLinks(
  { nodes, view }: Diagram,
  subjects: Readonly<Record<string, readonly StudioSubject[]>>,
): ReadonlyMap<string, StudioLink> {
  const links = new Map<string, StudioLink>();
  for (const node of nodes) {
    const link = linkOf(node, subjects);
    if (link && link.view !== view) links.set(node.id, link);
  }
  return links;
}

function linkOf(
  node: DiagramNode,
  subjects: Readonly<Record<string, readonly StudioSubject[]>>,
): StudioLink | undefined {
  const { pipeline } = node.facts;
  if (typeof pipeline === 'string') {
    const subject = subjects[PIPELINE_VIEW.name]?.find(({ id }) => id === pipeline);
    return subject && { view: PIPELINE_VIEW.name, subject: subject.id, label: subject.label };
  }
  const subject = modelOf(node, subjects[MODEL_VIEW.name] ?? []);
  return subject && { view: MODEL_VIEW.name, subject: subject.id, label: subject.label };
}

/**
 * The model that a box means: by `FILE:EXPRESSION`; else one of that file with the name of the function or class that makes
 * it; else the only one of the file.
 */
function modelOf({ facts, origin, label }: DiagramNode, models: readonly StudioSubject[]): StudioSubject | undefined {
  const source = typeof facts['model'] === 'string' ? facts['model'] : undefined;
  if (source === undefined && facts['role'] !== 'model') return undefined;
  const exact = models.find(({ id }) => id === source);
  if (exact) return exact;
  const colon = source?.indexOf(':') ?? -1;
  const file = source === undefined ? origin?.file : source.slice(0, colon);
  const called = source === undefined ? label : source.slice(colon + 1);
  const inFile = models.filter((model) => model.file === file);
  const named = inFile.find((model) => new RegExp(`\\b${model.label}\\b`).test(called));
  return named ?? (inFile.length === 1 ? inFile[0] : undefined);
}
