import { type Engine, EngineError } from '../../engines/engine.js';
import type { JupyterSeen, PortSeen } from '../../environment/measure/measured.js';
import { OWN_SECRETS } from '../../environment/plan/places-inside.js';
import type { Plan } from '../../environment/plan/plan.js';
import type { Host } from '../../host/host.js';
import { readToken } from '../life/secrets.js';
import { authority, reachable } from '../life/wait-until-ready.js';

const ASK_TIMEOUT_MS = 10_000;
const LOG_LINES = 10_000;
const LOG_TIMEOUT_MS = 20_000;

/** Needs no token: it answers before there is one, and says nothing. `/api/status` needs it. */
const GUARDED = '/api/status';

/** Like a token, and none. */
const WRONG_TOKEN = '0'.repeat(43);

/** Asks Jupyter from outside, through the published port, and looks for its token where it must not be. */
export async function measureJupyter(
  { host, engine }: { readonly host: Host; readonly engine: Engine },
  { container }: Plan,
  published: readonly PortSeen[],
): Promise<JupyterSeen> {
  const wish = container.ports.find(({ service }) => service === 'jupyter');
  if (!wish) return { hasToken: false };
  const mount = container.mounts.find((one) => one.kind === 'secret' && one.name === OWN_SECRETS.jupyter);
  const token = mount?.kind === 'secret' ? readToken(host, mount.source) : undefined;
  const port = published.find(({ containerPort }) => containerPort === wish.containerPort);
  const ask = async (given: string | undefined): Promise<number | undefined> => {
    if (!port) return undefined;
    const address = authority(reachable(port.address), port.hostPort);
    const headers = given === undefined ? {} : { Authorization: `token ${given}` };
    return (await host.network.get(`http://${address}${GUARDED}`, { headers, timeoutMs: ASK_TIMEOUT_MS }))?.status;
  };
  return {
    hasToken: token !== undefined,
    withoutToken: await ask(undefined),
    wrongToken: await ask(WRONG_TOKEN),
    withToken: token === undefined ? undefined : await ask(token),
    inRecords: token === undefined ? undefined : await findInRecords(engine, container, token),
    // Last: what the requests above have written is part of it.
    inLogs: token === undefined ? undefined : await isInLogs(engine, container.name, token),
  };
}

async function findInRecords(
  engine: Engine,
  { name, image }: Plan['container'],
  token: string,
): Promise<readonly string[] | undefined> {
  if (!engine.readRecords) return undefined;
  try {
    const records = await engine.readRecords(name, image);
    const places = [
      ['inspect of the container', records.container],
      ['inspect of the image', records.image],
      ['history of the image', records.history],
    ] as const;
    return places.filter(([, text]) => text.includes(token)).map(([place]) => place);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

async function isInLogs(engine: Engine, name: string, token: string): Promise<boolean | undefined> {
  let isFound = false;
  // The token may be cut in two by the parts that the engine sends.
  let rest = '';
  try {
    const look = (part: string): void => {
      const text = rest + part;
      isFound ||= text.includes(token);
      rest = text.slice(-token.length);
    };
    await engine.readLogs(name, { tail: LOG_LINES, follows: false }, look, AbortSignal.timeout(LOG_TIMEOUT_MS));
    return isFound;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
