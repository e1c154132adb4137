import { parseSelector, type Selector } from './selector.js';

export interface Declaration {
  readonly value: string;
  readonly isImportant: boolean;
}

export interface StyleRule extends Declaration {
  readonly selector: Selector;
  readonly order: number;
}

/** For each property its rules, strongest first. */
export type Stylesheet = ReadonlyMap<string, readonly StyleRule[]>;

/** Reads the style sheet that Mermaid writes (flat rules, and at-rules that matter to motion and media only). */
export function parseStylesheet(css: string): Stylesheet {
  const rules = new Map<string, StyleRule[]>();
  let order = 0;
  for (const { prelude, body } of splitBlocks(css)) {
    if (prelude.startsWith('@')) continue;
    const selectors = prelude.split(',').map(parseSelector);
    for (const [property, declaration] of parseDeclarations(body)) {
      const list = rules.get(property) ?? [];
      rules.set(property, list);
      for (const selector of selectors) {
        order += 1;
        if (selector) list.push({ ...declaration, selector, order });
      }
    }
  }
  for (const list of rules.values()) list.sort(byStrength);
  return rules;
}

function byStrength(a: StyleRule, b: StyleRule): number {
  return (
    Number(b.isImportant) - Number(a.isImportant) ||
    b.selector.specificity - a.selector.specificity ||
    b.order - a.order
  );
}

/** Top-level `prelude { body }` pairs; a body may hold blocks of its own. */
function* splitBlocks(css: string): Generator<{ prelude: string; body: string }> {
  let start = 0;
  let open = 0;
  let depth = 0;
  for (let at = 0; at < css.length; at += 1) {
    const character = css[at];
    if (character === '{') {
      if (depth === 0) open = at;
      depth += 1;
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      if (depth > 0) continue;
      yield { prelude: css.slice(start, open).trim(), body: css.slice(open + 1, at) };
      start = at + 1;
    } else if (character === ';' && depth === 0) {
      start = at + 1;
    }
  }
}

/** The declarations of a `style` attribute or a rule's body; the last of each property wins. */
export function parseDeclarations(body: string): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const part of body.split(';')) {
    const colon = part.indexOf(':');
    if (colon < 0) continue;
    const property = part.slice(0, colon).trim().toLowerCase();
    const text = part.slice(colon + 1).trim();
    const value = text.replace(/\s*!\s*important$/i, '');
    if (value !== '') found.set(property, { value, isImportant: value.length !== text.length });
  }
  return found;
}
