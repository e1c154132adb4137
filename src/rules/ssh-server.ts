import { uniqueBy } from '../base/order.js';
import type { Place } from '../base/text.js';
import { sshServerFindings } from '../findings/catalog/ssh-server.js';
import type { GraphIndex } from '../graph/graph.js';
import type { LayerEffect, LayerEffectKind, StageNode } from '../graph/node.js';
import type { Rule } from './rule.js';

const serverInImage: Rule = {
  code: 'SSH-01',
  check: (graph) =>
    graph
      .nodesOf('stage')
      .filter(({ facts }) => facts.isLast)
      .flatMap((stage) => {
        const place = serverPlace(graph, stage);
        return place ? [sshServerFindings.serverInImage({ dockerfile: stage.origins[0]?.file ?? '' }, place)] : [];
      }),
};

/** Where the server is started, or where its port is said to be open. */
function serverPlace(graph: GraphIndex, stage: StageNode): Place | undefined {
  const started = graph.edgesFrom(stage.id, 'starts').flatMap(({ to }) => {
    const node = graph.node(to);
    return node?.kind === 'service' && node.facts.role === 'ssh' ? node.origins : [];
  })[0];
  return started ?? stage.facts.ports.find(({ containerPort }) => containerPort === 22)?.place;
}

const hostKeysInImage: Rule = {
  code: 'SSH-02',
  check: (graph) =>
    graph.nodesOf('stage').flatMap((stage) => {
      const effects = graph
        .childrenOf(stage.id, 'layer')
        .toSorted((a, b) => a.facts.order - b.facts.order)
        .flatMap(({ facts }) => facts.effects ?? []);
      const made = effects.findLastIndex(({ kind }) => kind === 'makes-host-keys');
      const isRemoved = effects.slice(made + 1).some(({ kind }) => kind === 'removes-host-keys');
      return made < 0 || isRemoved ? [] : [sshServerFindings.hostKeysInImage({}, effects[made]?.place)];
    }),
};

const OPEN: Readonly<Partial<Record<LayerEffectKind, 'root' | 'password' | 'fixed'>>> = {
  'allows-root-login': 'root',
  'allows-password-login': 'password',
  'sets-password': 'fixed',
};

const openLogin: Rule = {
  code: 'SSH-03',
  check: (graph) => {
    const servers = filesWithServer(graph);
    const effects = graph
      .nodesOf('layer')
      .filter(({ origins }) => servers.has(origins[0]?.file ?? ''))
      .flatMap(({ facts }) => facts.effects ?? []);
    // Said twice in one file, it is one mistake.
    return uniqueBy(effects, ({ kind, subject, place }) => `${kind} ${subject} ${place.file}`).flatMap(
      ({ kind, subject, place }) => {
        const open = OPEN[kind];
        return open ? [sshServerFindings.openLogin({ kind: open, user: subject }, place)] : [];
      },
    );
  },
};

/** A password without a server is a matter of `sudo`; one beside sshd, or a setting of it, opens the door. */
function filesWithServer(graph: GraphIndex): ReadonlySet<string> {
  const layers = graph
    .nodesOf('layer')
    .filter(
      ({ id, facts }) =>
        facts.effects?.some(isServerSetting) === true ||
        graph.childrenOf(id, 'package').some((node) => /^openssh(?:-server)?$/.test(node.facts.name)),
    );
  return new Set(layers.map(({ origins }) => origins[0]?.file ?? ''));
}

function isServerSetting({ kind }: LayerEffect): boolean {
  return kind === 'allows-root-login' || kind === 'allows-password-login';
}

export const sshServerRules: readonly Rule[] = [serverInImage, hostKeysInImage, openLogin];
