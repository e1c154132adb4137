import { uniqueBy } from '../base/order.js';
import type { ContainerFacts } from './node.js';

/**
 * What several files say of one container (a devcontainer of a compose service, an overlay such as `compose.gpu.yaml`):
 * everything that any of them lists; for what can only be one thing, the first that says it.
 */
export function uniteContainerFacts(all: readonly [ContainerFacts, ...ContainerFacts[]]): ContainerFacts {
  const inReverse = all.toReversed();
  const limits = Object.assign({}, ...inReverse.map((facts) => facts.limits)) as ContainerFacts['limits'];
  return {
    ...(Object.assign({}, ...inReverse) as ContainerFacts),
    ports: uniqueBy(
      all.flatMap(({ ports }) => ports),
      (port) => JSON.stringify(port, withoutPlace),
    ),
    environment: uniqueBy(
      all.flatMap(({ environment }) => environment),
      ({ name }) => name,
    ),
    limits,
    settings: uniqueBy(
      all.flatMap(({ settings }) => settings),
      ({ name, value }) => `${name}=${value}`,
    ),
  };
}

function withoutPlace(key: string, value: unknown): unknown {
  return key === 'place' ? undefined : value;
}
