import type { Place } from '../../base/text.js';
import type { EndpointNode, PortMapping } from '../../graph/node.js';
import { label } from '../labels.js';
import { portText } from './containers.js';
import type { Scene, ShownService } from './scene.js';
import { listensOn } from './services.js';

const GROUP = 'access';
const USER = 'access/user';
const SSH_CLIENT = 'access/ssh-client';

/** Programs that people open in a browser. */
const BROWSER_ROLES: ReadonlySet<string> = new Set(['jupyter', 'tensorboard', 'mlflow', 'code-server', 'web']);

/** Who reaches which service through which published port, with which client. Nothing published, nobody drawn. */
export function addAccess(scene: Scene, services: readonly ShownService[]): void {
  for (const { node } of scene.containers) {
    for (const port of node.facts.ports.filter(({ isPublished }) => isPublished)) {
      const reached = services.find((service) => service.containerId === node.id && listensOn(service, port));
      addWay(scene, reached?.role ?? 'other', reached?.id ?? node.id, portText(port), port.place);
    }
  }
  for (const endpoint of scene.index.nodesOf('endpoint')) addEndpoint(scene, endpoint, services);
}

function addWay(scene: Scene, role: string, target: string, ports: string, origin: Place): void {
  const { builder, language } = scene;
  addUser(scene, origin);
  if (role === 'ssh') {
    builder.addNode(SSH_CLIENT, 'client', [label('sshClient', language)], { group: GROUP, origin });
    builder.addEdge(USER, SSH_CLIENT, 'access', { label: label('sshLogin', language), origin });
    builder.addEdge(SSH_CLIENT, target, 'access', { label: ports, origin });
  } else {
    const way = label(BROWSER_ROLES.has(role) ? 'browserAccess' : 'connects', language);
    builder.addEdge(USER, target, 'access', { label: `${way}\n${ports}`, origin });
  }
}

function addUser({ builder, language }: Scene, origin: Place): void {
  builder.addGroup(GROUP, label('accessGroup', language));
  builder.addNode(USER, 'user', [label('developer', language)], { group: GROUP, origin });
}

/** Kubernetes Services and Ingresses: those that reach outside the cluster lead to the user. */
function addEndpoint(scene: Scene, endpoint: EndpointNode, services: readonly ShownService[]): void {
  const { builder, index } = scene;
  const { type, ports } = endpoint.facts;
  const targets = index.edgesFrom(endpoint.id, 'routes').map((edge) => edge.to);
  const containers = scene.containers.filter(({ node }) => targets.some((target) => isWithin(scene, node.id, target)));
  if (containers.length === 0) return;
  const origin = endpoint.origins[0];
  builder.addNode(endpoint.id, 'endpoint', [`${type} ${endpoint.label}`, ports.map(portText).join(', ')], {
    group: 'cluster',
    origin,
    facts: { type, ports: ports.map(portText) },
  });
  for (const { node } of containers) {
    const reached = services.filter(
      (service) => service.containerId === node.id && ports.some((port) => listensOn(service, port)),
    );
    for (const target of reached.length > 0 ? reached.map(({ id }) => id) : [node.id])
      builder.addEdge(endpoint.id, target, 'access', { origin });
  }
  if (origin && isReachable(type, ports)) {
    addUser(scene, origin);
    builder.addEdge(USER, endpoint.id, 'access', { label: label('connects', scene.language), origin });
  }
}

function isReachable(type: EndpointNode['facts']['type'], ports: readonly PortMapping[]): boolean {
  return (
    type === 'NodePort' || type === 'LoadBalancer' || type === 'Ingress' || ports.some(({ isPublished }) => isPublished)
  );
}

function isWithin({ index }: Scene, id: string, ancestor: string): boolean {
  let current: string | undefined = id;
  for (let level = 0; current !== undefined && level < 8; level += 1) {
    if (current === ancestor) return true;
    current = index.node(current)?.parent;
  }
  return false;
}
