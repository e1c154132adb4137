import { closestWord } from '../../base/suggest.js';

/** The name that was probably meant; none for names or lists so long that nobody typed them. */
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > 60) return undefined;
  const short = [...candidates].filter((candidate) => candidate.length <= 60).slice(0, 300);
  return closestWord(name, short);
}
