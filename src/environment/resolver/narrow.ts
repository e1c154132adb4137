/** One wish about candidates: the higher the score, the better. */
export type Criterion<T> = (candidate: T) => number;

/** Keeps the candidates that are best by the first criterion, of these the best by the second, and so on. */
export function narrow<T>(candidates: readonly T[], criteria: readonly Criterion<T>[]): readonly T[] {
  let left = candidates;
  for (const score of criteria) {
    if (left.length < 2) break;
    const scores = left.map(score);
    const best = Math.max(...scores);
    left = left.filter((_, at) => scores[at] === best);
  }
  return left;
}
