import DOMPurify from 'dompurify';
import type { Mermaid, MermaidConfig } from 'mermaid';
import { sanitizeLabel } from './dom/label-text.js';
import { FONT_FAMILY } from './fonts/font-family.js';

const CONFIG: MermaidConfig = {
  startOnLoad: false,
  securityLevel: 'strict',
  htmlLabels: false,
  deterministicIds: true,
  handDrawnSeed: 1,
  suppressErrorRendering: true,
  fontFamily: FONT_FAMILY,
  logLevel: 5,
  // Keys that a text cannot change. Labels must stay SVG text, or nothing outside a browser shows them.
  secure: [
    'secure',
    'securityLevel',
    'startOnLoad',
    'maxTextSize',
    'suppressErrorRendering',
    'maxEdges',
    'htmlLabels',
    'deterministicIds',
    'handDrawnSeed',
    'dompurifyConfig',
    'themeCSS',
  ],
};

interface PurifierConfig {
  readonly ADD_TAGS?: readonly string[];
}

/** Called with each finished drawing while it is still in the page. */
type DrawingListener = () => void;

export interface LoadedMermaid {
  readonly mermaid: Mermaid;
  /** `listener` runs when the next drawing is complete, before Mermaid takes it out of the page. */
  onDrawn(listener: DrawingListener): void;
}

/** Loads Mermaid into a process that has its globals. What it asks of DOMPurify is answered by `sanitizeLabel`. */
export async function loadMermaid(): Promise<LoadedMermaid> {
  let drawn: DrawingListener = () => undefined;
  // Mermaid purifies the finished drawing as text, too: that is the moment to take it as a tree, and the text is not used.
  const sanitize = (text: unknown, config?: PurifierConfig): string => {
    if (config?.ADD_TAGS === undefined) return sanitizeLabel(String(text));
    drawn();
    return '';
  };
  Object.assign(DOMPurify, { isSupported: false, addHook: () => undefined, removeHook: () => undefined, sanitize });
  const { default: mermaid } = await import('mermaid');
  mermaid.initialize(CONFIG);
  return { mermaid, onDrawn: (listener) => void (drawn = listener) };
}
