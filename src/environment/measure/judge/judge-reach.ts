import type { PublishedPort } from '../../plan/plan.js';
import { type Check, makeCheck } from '../check.js';
import type { Listener } from '../listeners.js';
import type { PortSeen } from '../measured.js';

/** Who can reach the container: by what the engine says, and by what listens on the host. */
export function judgeReach(
  wished: readonly PublishedPort[],
  published: readonly PortSeen[],
  listeners: readonly Listener[] | undefined,
): readonly Check[] {
  const isWished = (port: PortSeen): boolean =>
    wished.some(
      ({ containerPort, address }) => containerPort === port.containerPort && sameAddress(address, port.address),
    );
  const hasAll = wished.every(({ containerPort }) => published.some((port) => port.containerPort === containerPort));
  return [
    makeCheck('published', {
      expected:
        wished.map(({ address, containerPort }) => `${bracket(address)} to ${containerPort}`).join(', ') || 'nothing',
      measured:
        published
          .map(({ address, hostPort, containerPort }) => `${bracket(address)}:${hostPort} to ${containerPort}`)
          .join(', ') || 'nothing',
      ok: hasAll && published.every(isWished),
    }),
    judgeListening(wished, published, listeners),
  ];
}

function judgeListening(
  wished: readonly PublishedPort[],
  published: readonly PortSeen[],
  listeners: readonly Listener[] | undefined,
): Check {
  const addresses = [...new Set(wished.map(({ address }) => address))];
  const expected = addresses.length === 0 ? 'nothing' : `${addresses.join(', ')} only`;
  const make = (measured: string, ok: boolean | null): Check => makeCheck('listening', { expected, measured, ok });
  if (listeners === undefined) return make('this host does not list its listeners', null);
  const own = listeners.filter(({ port }) => published.some(({ hostPort }) => hostPort === port));
  if (own.length === 0) {
    return published.length === 0 ? make('nothing', true) : make('no listener: the kernel forwards by itself', null);
  }
  const isWished = ({ address, port }: Listener): boolean =>
    published.some(
      ({ hostPort, containerPort }) =>
        hostPort === port &&
        wished.some((wish) => wish.containerPort === containerPort && sameAddress(wish.address, address)),
    );
  const text = own.map(({ address, port }) => `${bracket(address)}:${port}`).join(', ');
  return make(text, own.every(isWished));
}

/** Both families have a word for "every address". */
function sameAddress(wished: string, found: string): boolean {
  const isEvery = (address: string): boolean => address === '0.0.0.0' || address === '::' || address === '';
  return wished === found || (isEvery(wished) && isEvery(found));
}

function bracket(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
