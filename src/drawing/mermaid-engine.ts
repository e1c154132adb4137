import { digestText } from '../base/digest.js';
import { installBrowser, type Page } from './dom/browser.js';
import { tagOf } from './dom/svg-element.js';
import { remainingText } from './line-map.js';
import { type LoadedMermaid, loadMermaid } from './load-mermaid.js';
import { centerLabels } from './portable/center-labels.js';
import { coverLines } from './portable/cover-lines.js';
import { fitView } from './portable/fit-view.js';
import { keepSvgOnly } from './portable/keep-svg-only.js';
import { mergeWords } from './portable/merge-words.js';
import { applyPlainStyles } from './portable/plain-styles.js';
import { renumberIds } from './portable/renumber-ids.js';
import { turnMarkers } from './portable/turn-markers.js';
import { writeXml } from './portable/write-xml.js';
import { describeProblem } from './problem.js';
import type { MermaidProblem } from './protocol.js';
import { seedRandom } from './random.js';
import { forgetStyles } from './style/style-node.js';

/** Mermaid's own limit (`maxTextSize`), which no text can raise; hosts show an error beyond it. */
const MAX_TEXT_LENGTH = 50_000;

export type Validity =
  | { readonly isValid: true; readonly family: string }
  | { readonly isValid: false; readonly problem: MermaidProblem };

export type Rendering = { readonly svg: string } | { readonly problem: MermaidProblem };

export interface MermaidEngine {
  validate(text: string): Promise<Validity>;
  /** Throws when the text is right and the drawing failed all the same. */
  render(text: string): Promise<Rendering>;
}

/** Mermaid in this process, with the globals of a browser. It keeps state: one call at a time. */
export async function createMermaidEngine(): Promise<MermaidEngine> {
  const page = installBrowser();
  const loaded = await loadMermaid();
  const validate = (text: string): Promise<Validity> => validateText(loaded, text);
  return { validate, render: (text) => renderOrExplain(text, validate, () => renderText(loaded, page, text)) };
}

/** Drawing parses, too: the grammar is asked apart only when a drawing failed, or would replace the text by a message. */
async function renderOrExplain(
  text: string,
  validate: (text: string) => Promise<Validity>,
  render: () => Promise<string>,
): Promise<Rendering> {
  try {
    if (text.length <= MAX_TEXT_LENGTH) return { svg: await render() };
  } catch (error) {
    const validity = await validate(text);
    if (validity.isValid) throw error;
    return { problem: validity.problem };
  }
  const validity = await validate(text);
  if (validity.isValid) throw new Error('the text is too long');
  return { problem: validity.problem };
}

async function validateText({ mermaid }: LoadedMermaid, text: string): Promise<Validity> {
  if (text.length > MAX_TEXT_LENGTH) {
    const message = `the text has ${text.length} characters; Mermaid draws at most ${MAX_TEXT_LENGTH}`;
    return { isValid: false, problem: { message, line: 1, column: 1 } };
  }
  try {
    const { diagramType } = await mermaid.parse(text);
    return { isValid: true, family: diagramType };
  } catch (error) {
    return { isValid: false, problem: describeProblem(error, text, remainingText(text)) };
  }
}

/** 1. lets Mermaid draw into the page, 2. takes the drawing from there, 3. makes it a picture that needs no browser. */
async function renderText({ mermaid, onDrawn }: LoadedMermaid, page: Page, text: string): Promise<string> {
  const id = `diagram-${digestText(text, 8)}`;
  let svg: string | undefined;
  let trouble: unknown;
  onDrawn(() => {
    try {
      svg = finish(page, id, mermaid.mermaidAPI.getConfig().themeVariables?.background ?? 'white');
    } catch (error) {
      trouble = error;
    }
  });
  seedRandom();
  try {
    await mermaid.render(id, text);
  } finally {
    onDrawn(() => undefined);
    page.body.replaceChildren();
    forgetStyles();
  }
  if (trouble) throw trouble;
  if (svg === undefined) throw new Error('Mermaid finished without a drawing');
  return svg;
}

function finish(page: Page, id: string, background: string): string {
  const root = page.getElementById(id);
  if (!root || tagOf(root) !== 'svg') throw new Error('Mermaid left no drawing in the page');
  keepSvgOnly(root);
  renumberIds(root);
  mergeWords(root);
  centerLabels(root);
  applyPlainStyles(root);
  coverLines(root);
  turnMarkers(root, () => page.createElementNS('http://www.w3.org/2000/svg', 'g'));
  fitView(root, background);
  return writeXml(root);
}
