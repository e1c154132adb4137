import type { ContextFile, Plan } from '../environment/plan/plan.js';
import type { Field } from './fields.js';

/** What a plan can be exported to. */
export interface Target {
  readonly name: string;
  write(plan: Plan, context: TargetContext): Written;
}

/** A row of `writers/targets.ts`. */
export interface TargetEntry {
  readonly name: string;
  readonly summary: string;
  /** Where people keep such a file, relative to the project. */
  readonly fileName: string;
  /** Begins a comment in its language. */
  readonly comment: '#' | '//';
  readonly load: () => Promise<Target>;
}

export interface TargetContext {
  /** The absolute folder that the text is meant for: relative paths in it start there. */
  readonly folder: string;
  /** The name under which the target finds the image; that of the plan when absent. */
  readonly image?: string;
  /** A folder with the Dockerfile, relative to `folder`: the target builds the image from it. */
  readonly build?: string;
}

export interface Written {
  readonly text: string;
  /** What belongs beside it. */
  readonly files: readonly ContextFile[];
  readonly losses: readonly Loss[];
}

/** What the plan says and the target does not, or says otherwise. */
export interface Loss {
  readonly field: Field;
  readonly kind: 'lost' | 'changed';
  /** One sentence, which begins with the thing: `Limits of processes are …`. */
  readonly message: string;
}

/** The first comment of every exported text, by which torchdock knows its own. */
export function headerOf(name: string): string {
  return `Written by torchdock export ${name} from torchdock.yaml: change that file, and export again.`;
}

/** Begins the line of a Dockerfile that names the files that belong to it, with commas between. */
export const BESIDE = 'Beside it: ';

/** True for a text that torchdock wrote for this target: the line stands at its top, below what makes it a script. */
export function isExported(text: string, name: string): boolean {
  const header = headerOf(name);
  return text.split('\n', 3).some((line) => line === `# ${header}` || line === `// ${header}`);
}

/** The files that an exported Dockerfile says belong to it. */
export function filesBeside(text: string): readonly string[] {
  const line = text.split('\n', 3).find((candidate) => candidate.startsWith(`# ${BESIDE}`));
  return line === undefined ? [] : line.slice(`# ${BESIDE}`.length).split(', ');
}
