import type { Located, SettingName } from '../../graph/node.js';
import { booleanOf, type DataNode, entriesOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { placeIn, type Scope } from './scope.js';

export type Setting = Located<string> & { readonly name: SettingName };

/** One field that becomes a setting: where it stands, what it is called, and what its value means. */
interface Field {
  readonly path: readonly string[];
  readonly name: SettingName;
  /** Value of the setting; undefined when the field says nothing worth showing. Without it, the text of the field. */
  readonly value?: (node: DataNode) => string | undefined;
}

const whenTrue =
  (value: string) =>
  (node: DataNode): string | undefined =>
    booleanOf(node) === true ? value : undefined;

const POD_FIELDS: readonly Field[] = [
  { path: ['hostNetwork'], name: 'network', value: whenTrue('host') },
  { path: ['hostIPC'], name: 'ipc', value: whenTrue('host') },
  { path: ['hostPID'], name: 'pid', value: whenTrue('host') },
  { path: ['restartPolicy'], name: 'restart' },
  { path: ['runtimeClassName'], name: 'runtime' },
  { path: ['hostname'], name: 'hostname' },
  { path: ['serviceAccountName'], name: 'serviceAccount' },
];

const CONTAINER_FIELDS: readonly Field[] = [
  { path: ['workingDir'], name: 'workdir' },
  { path: ['securityContext', 'privileged'], name: 'privileged', value: whenTrue('true') },
  { path: ['securityContext', 'readOnlyRootFilesystem'], name: 'readOnly', value: whenTrue('true') },
  {
    path: ['securityContext', 'allowPrivilegeEscalation'],
    name: 'securityOption',
    value: (node) => (booleanOf(node) === false ? 'no-new-privileges' : undefined),
  },
  { path: ['stdin'], name: 'interactive', value: whenTrue('true') },
  { path: ['livenessProbe'], name: 'healthcheck', value: () => 'livenessProbe' },
  { path: ['readinessProbe'], name: 'healthcheck', value: () => 'readinessProbe' },
];

/** What a pod sets for all of its containers. */
export function readPodSettings(scope: Scope, pod: DataNode | undefined): readonly Setting[] {
  const selectors = entriesOf(valueAt(pod, 'nodeSelector')).map(({ key, keySpan, value }): Setting => {
    const span = { start: keySpan.start, end: value.span.end };
    return { name: 'nodeSelector', value: `${key}=${textOf(value) ?? ''}`, place: placeIn(scope, { span }) };
  });
  return [...readFields(scope, pod, POD_FIELDS), ...readUser(scope, pod), ...selectors];
}

/** Settings of a container: its own, and those of its pod that it does not replace. */
export function readSettings(
  scope: Scope,
  container: DataNode,
  podSettings: readonly Setting[],
  isInit: boolean,
): readonly Setting[] {
  const user = readUser(scope, container);
  const inherited = podSettings.filter(({ name }) => name !== 'user' || user.length === 0);
  const added = itemsOf(valueAt(container, 'securityContext', 'capabilities', 'add'));
  return [
    ...inherited,
    ...user,
    ...readFields(scope, container, CONTAINER_FIELDS),
    ...added.flatMap((item) => setting(scope, 'capabilityAdd', item, textOf(item))),
    ...readSources(scope, container),
    ...(isInit ? readInit(scope, container) : []),
  ];
}

/** An init container that restarts always is what Kubernetes calls a sidecar: it goes on beside the others. */
function readInit(scope: Scope, container: DataNode): readonly Setting[] {
  const policy = valueAt(container, 'restartPolicy');
  const isSidecar = policy !== undefined && textOf(policy) === 'Always';
  return setting(
    scope,
    'init',
    policy && isSidecar ? policy : (valueAt(container, 'name') ?? container),
    isSidecar ? 'sidecar' : 'true',
  );
}

function readUser(scope: Scope, node: DataNode | undefined): readonly Setting[] {
  const user = valueAt(node, 'securityContext', 'runAsUser');
  const group = textOf(valueAt(node, 'securityContext', 'runAsGroup'));
  const text = textOf(user);
  return user && text !== undefined
    ? setting(scope, 'user', user, group === undefined ? text : `${text}:${group}`)
    : [];
}

/** `envFrom`: all the entries of a config map or a secret become variables. */
function readSources(scope: Scope, container: DataNode): readonly Setting[] {
  return itemsOf(valueAt(container, 'envFrom')).flatMap((item) => [
    ...setting(scope, 'envFile', item, textOf(valueAt(item, 'configMapRef', 'name'))),
    ...setting(scope, 'secret', item, textOf(valueAt(item, 'secretRef', 'name'))),
  ]);
}

function readFields(scope: Scope, node: DataNode | undefined, fields: readonly Field[]): readonly Setting[] {
  return fields.flatMap(({ path, name, value = textOf }) => {
    const found = valueAt(node, ...path);
    return found ? setting(scope, name, found, value(found)) : [];
  });
}

function setting(scope: Scope, name: SettingName, node: DataNode, value: string | undefined): readonly Setting[] {
  return value === undefined || value === '' ? [] : [{ name, value, place: placeIn(scope, node) }];
}
