import type { Site } from '../../python/values/value.js';
import type { RecordedCall } from '../record/program.js';

/** `train_loader` for a call that stands right of `train_loader =`, also of `self.train_loader: DataLoader =`. */
function assignedName({ source, start }: Site): string | undefined {
  const line = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start);
  if (/^[\s(]*[\w.]+\s*,.*=\s*$/.test(line)) return undefined;
  const match = /([\w.]+(?:\[['"]\w+['"]\])?)\s*(?::[^=]+)?=\s*\(?\s*$/.exec(line);
  return match?.[1] ?? /['"](\w+)['"]\s*:\s*$/.exec(line)?.[1];
}

/** `validate` for the text `validate(val_loader, model)`. */
export function calledName({ source, start, end }: Site): string {
  return /^(?:[\w.]*\.)?(\w+)\s*\(/.exec(source.text.slice(start, Math.min(end, start + 200)))?.[1] ?? '';
}

/** The function that a call stands in, by the text that calls it; `` at the top of the script. */
export function functionAround({ chain }: Pick<RecordedCall, 'chain'>): string {
  const [caller] = chain;
  return caller ? calledName(caller) : '';
}

/** Names by which the program knows what a call makes, the nearest first: its variable, then what it is passed on to. */
export function namesOfCall(call: RecordedCall): readonly string[] {
  return [call.site, ...call.chain].slice(0, 3).flatMap((site) => assignedName(site) ?? []);
}
