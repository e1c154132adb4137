/** Shell expansions in words that the parser left as written: `$NAME`, `${NAME:-default}`, `$(command)`, backquotes. */

/** Splits at a character that stands outside expansions. One scan; an expansion that is never closed takes the rest. */
export function splitOutsideExpansions(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let at = 0;
  while (at < text.length) {
    const end = expansionEnd(text, at);
    if (end > at) at = end;
    else {
      if (text[at] === separator) {
        parts.push(text.slice(start, at));
        start = at + 1;
      }
      at += 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** The text that is certain: everything outside expansions. */
export function withoutExpansions(text: string): string {
  let kept = '';
  let at = 0;
  while (at < text.length) {
    const end = expansionEnd(text, at);
    if (end > at) at = end;
    else {
      kept += text[at];
      at += 1;
    }
  }
  return kept;
}

/** The name, when the whole text is one plain variable: `$IMAGE`, `${IMAGE}`, `${ARGS[@]}`, `$@` (whose name is `@`). */
export function wholeVariable(text: string): string | undefined {
  const match = /^\$(?:([A-Za-z_][A-Za-z0-9_]*|[@*#?0-9])|\{([A-Za-z_][A-Za-z0-9_]*|[@*])(?:\[[@*]\])?\})$/.exec(text);
  return match?.[1] ?? match?.[2];
}

/** Offset after the expansion that begins at `at`, or `at` itself when none does. */
function expansionEnd(text: string, at: number): number {
  const character = text[at];
  if (character === '`') {
    const end = text.indexOf('`', at + 1);
    return end < 0 ? text.length : end + 1;
  }
  if (character !== '$') return at;
  const next = text[at + 1];
  if (next === '{' || next === '(') return bracketEnd(text, at + 1);
  let end = at + 1;
  while (end < text.length && /[A-Za-z0-9_]/.test(text[end] ?? '')) end += 1;
  return end;
}

function bracketEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '(') depth += 1;
    else if (character === '}' || character === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}
