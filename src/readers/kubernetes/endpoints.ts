import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import { nodeId } from '../../graph/ids.js';
import type { EndpointFacts, PortMapping } from '../../graph/node.js';
import { type DataNode, entriesOf, itemsOf, numberOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { readPort, readProtocol } from './container.js';
import { type Manifest, namespaceScope, placeIn, type Scope, type SelectableWorkload, titleOf } from './scope.js';

const TYPES: ReadonlySet<string> = new Set<EndpointFacts['type']>([
  'ClusterIP',
  'NodePort',
  'LoadBalancer',
  'ExternalName',
]);

/** Adds a Service. Which workloads it leads to is found when all files are known; `selector` says it. */
export function addService(scope: Scope, manifest: Manifest): void {
  const type = serviceType(manifest.node);
  const selector = readSelector(manifest);
  const ports = itemsOf(valueAt(manifest.node, 'spec', 'ports')).flatMap((item) => {
    const containerPort = targetPort(scope, manifest, item);
    return containerPort === undefined ? [] : [servicePort(scope, type, item, containerPort)];
  });
  addEndpoint(scope, manifest, { type, ports, selector });
}

function addEndpoint(scope: Scope, { kind, key, name, namespace, place }: Manifest, facts: EndpointFacts): void {
  scope.builder.addNode({
    kind: 'endpoint',
    id: nodeId.endpoint(scope.source.path, key),
    label: name || kind,
    origins: [place],
    facts: { ...(namespace === undefined ? {} : { namespace }), ...facts },
  });
}

function serviceType(node: DataNode): EndpointFacts['type'] {
  const spec = valueAt(node, 'spec');
  const type = textOf(valueAt(spec, 'type')) ?? 'ClusterIP';
  if (textOf(valueAt(spec, 'clusterIP')) === 'None') return 'Headless';
  return TYPES.has(type) ? (type as EndpointFacts['type']) : 'ClusterIP';
}

function readSelector({ node }: Manifest): Readonly<Record<string, string>> {
  const entries = entriesOf(valueAt(node, 'spec', 'selector'));
  return Object.fromEntries(entries.map(({ key, value }) => [key, textOf(value) ?? '']));
}

/** The number that `targetPort` means: itself, what the selected pods of this file call so, or the port of the Service. */
function targetPort(scope: Scope, manifest: Manifest, item: DataNode): number | undefined {
  const target = valueAt(item, 'targetPort');
  const name = textOf(target);
  if (target === undefined || name === undefined) return readPort(scope, valueAt(item, 'port'));
  if (numberOf(target) !== undefined || !/^[a-z0-9-]+$/.test(name)) return readPort(scope, target);
  const pods = scope.workloads.filter((workload) => isSelected(workload, manifest));
  const port = pods.flatMap(({ portsByName }) => portsByName.get(name) ?? [])[0];
  if (port === undefined) {
    const params = { name: JSON.stringify(name), endpoint: titleOf(manifest) };
    scope.builder.addFinding(kubernetesFindings.unknownPortName(params, placeIn(scope, target)));
  }
  return port;
}

function isSelected({ namespace, labels }: SelectableWorkload, service: Manifest): boolean {
  const selector = Object.entries(readSelector(service));
  if (namespace !== namespaceScope(service.namespace) || selector.length === 0) return false;
  return selector.every(([name, value]) => labels.get(name) === value);
}

/** A NodePort opens a port of every machine, a load balancer the port of the Service; the others stay in the cluster. */
function servicePort(scope: Scope, type: EndpointFacts['type'], item: DataNode, containerPort: number): PortMapping {
  const isPublished = type === 'NodePort' || type === 'LoadBalancer';
  const outside = isPublished ? valueAt(item, type === 'NodePort' ? 'nodePort' : 'port') : undefined;
  const hostPort = outside && readPort(scope, outside);
  return {
    containerPort,
    ...(hostPort === undefined ? {} : { hostPort }),
    count: 1,
    protocol: readProtocol(item),
    isPublished,
    place: placeIn(scope, item),
  };
}

/** One way through an Ingress: a host and path that lead to a port of a Service. */
interface Backend {
  readonly service: string;
  readonly port: DataNode | undefined;
  readonly host?: string;
  readonly node: DataNode;
}

/** Adds an Ingress with the Services of the same file as its way to the pods. */
export function addIngress(scope: Scope, manifest: Manifest, services: readonly Manifest[]): void {
  const isSecure = itemsOf(valueAt(manifest.node, 'spec', 'tls')).length > 0;
  const backends = readBackends(manifest.node).flatMap((backend) => {
    const service = services.find(
      (candidate) =>
        candidate.name === backend.service &&
        namespaceScope(candidate.namespace) === namespaceScope(manifest.namespace),
    );
    return service ? [{ backend, service }] : [];
  });
  const ports = backends.flatMap(({ backend, service }) => ingressPort(scope, backend, service, isSecure ? 443 : 80));
  const [first, ...others] = [...new Set(backends.map(({ service }) => service))];
  const isOne = first !== undefined && others.length === 0;
  addEndpoint(scope, manifest, { type: 'Ingress', ports, selector: isOne ? readSelector(first) : {} });
  if (!isOne) addRoutes(scope, manifest, backends);
}

/** With several Services no one selector says where it leads; then the pods of this file are named one by one. */
function addRoutes(
  scope: Scope,
  manifest: Manifest,
  backends: readonly { readonly backend: Backend; readonly service: Manifest }[],
): void {
  const id = nodeId.endpoint(scope.source.path, manifest.key);
  for (const { backend, service } of backends)
    for (const workload of scope.workloads.filter((candidate) => isSelected(candidate, service)))
      scope.builder.addEdge('routes', id, workload.id, placeIn(scope, backend.node), {});
}

function readBackends(node: DataNode): readonly Backend[] {
  const fallback = valueAt(node, 'spec', 'defaultBackend') ?? valueAt(node, 'spec', 'backend');
  const paths = itemsOf(valueAt(node, 'spec', 'rules')).flatMap((rule) =>
    itemsOf(valueAt(rule, 'http', 'paths')).flatMap((path) =>
      readBackend(valueAt(path, 'backend'), textOf(valueAt(rule, 'host'))),
    ),
  );
  return [...readBackend(fallback), ...paths];
}

/** `service.{name, port.{number|name}}`, before networking.k8s.io/v1 `serviceName` and `servicePort`. */
function readBackend(node: DataNode | undefined, host?: string): readonly Backend[] {
  const service = textOf(valueAt(node, 'service', 'name')) ?? textOf(valueAt(node, 'serviceName'));
  if (!node || service === undefined) return [];
  const current = valueAt(node, 'service', 'port');
  const port = valueAt(current, 'number') ?? valueAt(current, 'name') ?? valueAt(node, 'servicePort');
  return [{ service, port, node, ...(host === undefined ? {} : { host }) }];
}

function ingressPort(scope: Scope, backend: Backend, service: Manifest, hostPort: number): readonly PortMapping[] {
  const wanted = textOf(backend.port);
  const items = itemsOf(valueAt(service.node, 'spec', 'ports'));
  const item = items.find(
    (candidate) => textOf(valueAt(candidate, 'port')) === wanted || textOf(valueAt(candidate, 'name')) === wanted,
  );
  const containerPort = item && targetPort({ ...scope, builder: silent(scope) }, service, item);
  if (containerPort === undefined) return [];
  return [
    {
      containerPort,
      hostPort,
      ...(backend.host === undefined ? {} : { hostAddress: backend.host }),
      count: 1,
      protocol: 'tcp',
      isPublished: true,
      place: placeIn(scope, backend.node),
    },
  ];
}

/** What is wrong with the Service is said once, where the Service itself is read. */
function silent({ builder }: Scope): Scope['builder'] {
  return { ...builder, addFinding: () => undefined };
}
