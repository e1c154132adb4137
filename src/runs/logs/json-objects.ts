/** Takes the text of a JSON document in any pieces. */
export interface ObjectScan {
  push(text: string): void;
}

const LONGEST_OBJECT = 64 * 2 ** 10;
const DEEPEST = 64;

/**
 * Gives the text of each object that is an element of a list, or the document itself, as soon as it ends: so a file of any
 * size, cut at any place, gives what is whole in it. Larger objects are looked through for smaller ones only. Nesting
 * beyond 64 is counted, not remembered.
 */
export function scanObjects(onObject: (text: string) => void): ObjectScan {
  /** For each open bracket: where its object starts in `kept`, or -1 when it is none that is asked for. */
  let starts: { readonly isList: boolean; at: number }[] = [];
  let beyond = 0;
  let kept = '';
  let isInString = false;
  let isEscaped = false;
  let pending = '';

  const open = (isList: boolean, at: number): void => {
    if (starts.length === DEEPEST) beyond += 1;
    else starts.push({ isList, at: !isList && (starts.at(-1)?.isList ?? true) ? at : -1 });
  };
  const close = (text: string, end: number): void => {
    if (beyond > 0) {
      beyond -= 1;
      return;
    }
    const start = starts.pop();
    if (start && start.at >= 0 && end - start.at <= LONGEST_OBJECT) onObject(text.slice(start.at, end));
  };
  return {
    push(piece) {
      pending = kept + piece;
      for (let at = kept.length; at < pending.length; at += 1) {
        const code = pending.charCodeAt(at);
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (code === BACKSLASH) isEscaped = true;
          else if (code === QUOTE) isInString = false;
        } else if (code === QUOTE) isInString = true;
        else if (code === BRACE || code === BRACKET) open(code === BRACKET, at);
        else if (code === END_BRACE || code === END_BRACKET) close(pending, at + 1);
      }
      const from = firstOpen(starts, pending.length);
      kept = pending.slice(from);
      starts = starts.map((start) => ({ isList: start.isList, at: start.at >= from ? start.at - from : -1 }));
    },
  };
}

const [QUOTE, BACKSLASH, BRACE, END_BRACE, BRACKET, END_BRACKET] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

/** Where the first object starts that may still be given; all before it is forgotten. */
function firstOpen(starts: readonly { readonly at: number }[], length: number): number {
  const wanted = starts.filter(({ at }) => at >= 0 && length - at <= LONGEST_OBJECT).map(({ at }) => at);
  return Math.min(length, ...wanted);
}
