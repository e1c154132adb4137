import { comparePlaces } from '../../base/order.js';
import type { Place } from '../../base/text.js';
import type { CommandLine } from '../word.js';

/**
 * From the program to the last argument beside it: without the wrappers before it, and without arguments that come from
 * elsewhere (`exec "$@"`, an ENTRYPOINT and its CMD).
 */
export function placeOfWords(line: CommandLine): Place {
  const first = line.words[0]?.place ?? line.place;
  const isWithin = (place: Place): boolean => holds(line.place, place) === holds(line.place, first);
  const last = line.words.findLast(({ place }) => place.file === first.file && isWithin(place))?.place ?? first;
  if (comparePlaces(last, first) < 0) return first;
  return { ...first, endLine: last.endLine, endColumn: last.endColumn };
}

function holds(outer: Place, inner: Place): boolean {
  if (outer.file !== inner.file) return false;
  const isAfterStart = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const isBeforeEnd =
    inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn);
  return isAfterStart && isBeforeEnd;
}
