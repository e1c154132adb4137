import { uniqueBy } from '../base/order.js';
import type { Place } from '../base/text.js';
import { sshServerFindings } from '../findings/catalog/ssh-server.js';
import type { GraphIndex } from '../graph/graph.js';
import type { LayerEffect, LayerEffectKind, LayerNode, StageNode } from '../graph/node.js';
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
    const layers = graph.nodesOf('layer');
    const effects = layers
      .filter((layer) => isOfServer(graph, layer, layers))
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

/** A password without a server is a matter of `sudo`; one that sshd is told of, or beside it, opens the door. */
function isOfServer(graph: GraphIndex, layer: LayerNode, layers: readonly LayerNode[]): boolean {
  const own = layer.facts.effects ?? [];
  if (own.length === 0) return false;
  if (own.some(isServerSetting)) return true;
  const file = layer.origins[0]?.file;
  return layers.some(
    (other) =>
      other.origins[0]?.file === file &&
      (other.facts.effects?.some(isServerSetting) === true ||
        graph.childrenOf(other.id, 'package').some(({ facts }) => /^openssh(?:-server)?$/.test(facts.name))),
  );
}

function isServerSetting({ kind }: LayerEffect): boolean {
  return kind === 'allows-root-login' || kind === 'allows-password-login';
}

export const sshServerRules: readonly Rule[] = [serverInImage, hostKeysInImage, openLogin];
