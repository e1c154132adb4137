import { EngineError } from '../engine.js';

type Reason = EngineError['reason'];

/** What engines say, in their own words; both APIs answer most of it with status 500. */
const WORDS: readonly (readonly [Reason, RegExp])[] = [
  ['port-in-use', /port is already allocated|address already in use|ports are not available|failed to bind host port/i],
  ['name-in-use', /name .*is already in use|name is already in use/i],
  ['no-gpu', /could not select device driver|unresolvable CDI devices?|nvidia-container-cli|nvidia\.com\/gpu/i],
  ['no-such-image', /no such image|image not known|unable to find image/i],
];

/** What a refusal is about, by what the engine wrote. */
export function reasonOf(message: string): Reason {
  return WORDS.find(([, pattern]) => pattern.test(message))?.[0] ?? 'refused';
}

/** Whatever went wrong while talking to an engine, as the one error that engines throw. */
export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const message = readMessage(error);
  if (typeof statusCode !== 'number') {
    return new EngineError('unreachable', typeof code === 'string' ? `${code}: ${message}` : message);
  }
  return new EngineError(reasonOf(message), message);
}

/** Whether the engine says that what was asked about does not exist. */
function isGone(error: unknown): boolean {
  return (error as { statusCode?: unknown }).statusCode === 404;
}

/** Whether it was so already: started, stopped. */
function isAlreadySo(error: unknown): boolean {
  return (error as { statusCode?: unknown }).statusCode === 304;
}

function readMessage(error: unknown): string {
  const { json, message } = error as { json?: unknown; message?: unknown };
  const said = json && typeof json === 'object' ? (json as { message?: unknown }).message : undefined;
  return String(said ?? message ?? error).trim();
}

/** Runs a request; undefined when what it is about does not exist. */
export async function unlessGone<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw asEngineError(error);
  }
}

/** Runs a request that is done as well when it was so already, or, where that counts too, when the thing is gone. */
export async function settle(request: () => Promise<unknown>, isGoneFine: boolean): Promise<void> {
  try {
    await request();
  } catch (error) {
    if (isAlreadySo(error) || (isGoneFine && isGone(error))) return;
    throw asEngineError(error);
  }
}
