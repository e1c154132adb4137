/**
 * Mermaid takes random numbers for identifiers that nobody gave and for hand-drawn lines. Starting them anew before each
 * drawing makes the same text give the same bytes. Only the worker calls this: it replaces `Math.random` (xorshift32).
 */
export function seedRandom(seed = 0x2545f491): void {
  let state = seed;
  Math.random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
