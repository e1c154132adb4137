import { directoryOf } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { parseDockerSizeBytes } from '../../base/units.js';
import type { VolumeMount } from '../../commands/mounts.js';
import { addVolumeMount, parseVolumeSpec } from '../../commands/mounts.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import type { VolumeType } from '../../graph/node.js';
import type { ComposeMap, ComposeValue } from './compose-value.js';
import { isTrueIn, itemsIn, scalarIn, textIn, textsIn, valueIn } from './compose-value.js';
import type { ServiceReading } from './service-reading.js';
import { directoryFor } from './service-reading.js';
import { suggestName } from './suggest-name.js';

/** Adds what the service mounts: `volumes:` in both forms, `tmpfs:`, and the files of `configs:`. Gives the first. */
export function addServiceVolumes(reading: ServiceReading): readonly VolumeMount[] {
  const { value, report } = reading;
  const mounts: VolumeMount[] = [];
  for (const item of itemsIn(value, 'volumes')) {
    const mount = item.kind === 'scalar' ? parseVolumeSpec(item.text) : readLongForm(item);
    if (mount) mounts.push(add(reading, mount, item));
    else if (item.kind !== 'scalar' || item.unresolved.length === 0) {
      const text = item.kind === 'scalar' ? item.text : (textIn(item, 'source') ?? '');
      report(composeFindings.invalidVolume({ text }, item.place));
    }
  }
  for (const item of textsIn(value, 'tmpfs')) {
    const [target = '', options = ''] = item.text.split(':', 2);
    const sizeBytes = parseDockerSizeBytes(/(?:^|,)size=([^,]*)/.exec(options)?.[1] ?? '');
    const size = sizeBytes === undefined ? {} : { sizeBytes };
    if (target !== '')
      add(reading, { type: 'tmpfs', target, isReadOnly: options.split(',').includes('ro'), ...size }, item);
  }
  for (const item of itemsIn(value, 'configs')) addConfig(reading, item);
  return mounts;
}

const TYPES: Readonly<Record<string, VolumeType>> = {
  volume: 'named',
  bind: 'bind',
  tmpfs: 'tmpfs',
  npipe: 'other',
  cluster: 'other',
  image: 'other',
};

function readLongForm(item: ComposeValue): VolumeMount | undefined {
  const target = textIn(item, 'target');
  const word = textIn(item, 'type') ?? 'volume';
  const type = Object.hasOwn(TYPES, word) ? TYPES[word] : undefined;
  if (item.kind !== 'map' || !target || !type) return undefined;
  const source = textIn(item, 'source');
  if (type === 'bind' && !source) return undefined;
  const subPath = textIn(item, 'volume', 'subpath') ?? textIn(item, 'image', 'subpath');
  const sizeBytes = parseDockerSizeBytes(textIn(item, 'tmpfs', 'size') ?? '');
  return {
    type: type === 'named' && !source ? 'anonymous' : type,
    ...(source && type !== 'tmpfs' ? { source } : {}),
    target,
    isReadOnly: isTrueIn(item, 'read_only'),
    ...(subPath ? { subPath } : {}),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
}

function add(reading: ServiceReading, mount: VolumeMount, item: ComposeValue): VolumeMount {
  const { builder, id, project } = reading;
  const resolved = mount.type === 'named' ? resolveNamed(reading, mount, item) : { mount, place: item.place };
  addVolumeMount(builder, id, resolved.mount, item.place, directoryFor(project, resolved.place));
  return resolved.mount;
}

/**
 * A named volume as its definition at the top of the file has it: its real name, its driver, or the folder or NFS share that
 * the local driver mounts. A name of its own (`name:`, `external`) is known to the engine; others belong to the project.
 */
function resolveNamed(
  { project, service, report }: ServiceReading,
  mount: VolumeMount,
  item: ComposeValue,
): { readonly mount: VolumeMount; readonly place: Place } {
  const name = mount.source ?? '';
  const volumes = project.definitions.volumes;
  const entry = volumes.get(name);
  const scope = `${project.name ?? directoryOf(entry?.keyPlace.file ?? service.file)}`;
  if (!entry) {
    if (!name.includes('$'))
      report(
        composeFindings.undefinedName(
          { kind: 'volume', name, suggestion: suggestName(name, volumes.keys()), section: 'volumes' },
          item.place,
        ),
      );
    return { mount: { ...mount, scope }, place: item.place };
  }
  const definition = entry.value;
  const special = readDriverOptions(definition);
  if (special) return { mount: { ...mount, ...special.mount }, place: special.place };
  const ownName = textIn(definition, 'name') ?? textIn(definition, 'external', 'name');
  const isExternal = isTrueIn(definition, 'external') || valueIn(definition, 'external', 'name') !== undefined;
  const driver = textIn(definition, 'driver');
  return {
    mount: {
      ...mount,
      source: ownName ?? name,
      ...(ownName === undefined && !isExternal ? { scope } : {}),
      ...(driver === undefined || driver === 'local' ? {} : { medium: driver }),
    },
    place: item.place,
  };
}

/** `driver_opts` of the local driver are options of mount(8): a folder of the host, memory, or an NFS share. */
function readDriverOptions(
  definition: ComposeValue,
): { readonly mount: Pick<VolumeMount, 'type' | 'source'>; readonly place: Place } | undefined {
  const options = valueIn(definition, 'driver_opts');
  const device = scalarIn(options, 'device');
  const type = textIn(options, 'type');
  const flags = (textIn(options, 'o') ?? '').split(',');
  if (!device || device.text === '') return undefined;
  if (flags.includes('bind')) return { mount: { type: 'bind', source: device.text }, place: device.place };
  if (type !== undefined && /^nfs4?$/.test(type)) {
    const address = flags.find((flag) => flag.startsWith('addr='))?.slice('addr='.length) ?? '';
    const path = device.text.startsWith(':') ? `${address}${device.text}` : device.text;
    return { mount: { type: 'nfs', source: path }, place: device.place };
  }
  return undefined;
}

/** A config is a file of the host that the container sees read-only; one without a file is known by its name alone. */
function addConfig(reading: ServiceReading, item: ComposeValue): void {
  const { project, service, builder, id } = reading;
  const name = item.kind === 'scalar' ? item.text : textIn(item, 'source');
  if (!name) return;
  const target = (item.kind === 'map' ? textIn(item as ComposeMap, 'target') : undefined) ?? `/${name}`;
  const definition = project.definitions.configs.get(name);
  const file = scalarIn(definition?.value, 'file');
  if (file) {
    const mount: VolumeMount = { type: 'bind', source: file.text, target, isReadOnly: true };
    addVolumeMount(builder, id, mount, item.place, directoryFor(project, file.place));
    return;
  }
  const scope = project.name ?? directoryOf(definition?.keyPlace.file ?? service.file);
  addVolumeMount(builder, id, { type: 'configMap', source: name, target, isReadOnly: true, scope }, item.place, '.');
}
