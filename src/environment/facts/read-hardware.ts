import { uniqueBy } from '../../base/order.js';
import { compareVersions, minorOf } from '../version.js';
import type { DriverFacts, GpuFacts, OperatingSystem } from './facts.js';
import {
  type Field,
  itemsOfField,
  listField,
  mapField,
  optionalVersion,
  requireSome,
  textField,
  textValue,
  versionField,
  versionOf,
} from './fields.js';

/** `cuda_drivers.json`. Of several updates of a toolkit the newest driver counts: it is enough for all of them. */
export function readDrivers(table: Field): DriverFacts {
  const minimum = new Map(
    mapField(table, 'minor_version_compat_min_linux').map((entry) => [entry.key, versionOf(entry)]),
  );
  const toolkit = new Map<string, string>();
  for (const row of requireSome(table, 'toolkit_driver', listField(table, 'toolkit_driver'))) {
    const name = /^\d+\.\d+(?:\.\d+)?/.exec(textField(row, 'cuda'))?.[0];
    const driver = versionField(row, 'linux_x86_64');
    if (name === undefined) row.report(row.node, row.where, 'should name a version of CUDA');
    else {
      const before = toolkit.get(minorOf(name));
      if (before === undefined || compareVersions(driver, before) > 0) toolkit.set(minorOf(name), driver);
    }
  }
  return { minimum, toolkit };
}

/** `gpu_capabilities.json`. */
export function readGpus(table: Field): GpuFacts {
  const onArm = new Set(listField(table, 'aarch64_hosts').map(textValue));
  const names = ['capability', 'also'].flatMap((key) =>
    mapField(table, key).flatMap((entry) =>
      itemsOfField(entry)
        .map(textValue)
        .map((name) => ({ name, capability: entry.key, isOnArm: onArm.has(name) })),
    ),
  );
  const all = uniqueBy(requireSome(table, 'capability', names), ({ name }) => name);
  return { names: all, capabilities: new Set(all.map(({ capability }) => capability)) };
}

/** `operating_systems.json`. */
export function readSystems(table: Field): readonly OperatingSystem[] {
  const systems = listField(table, 'systems').map((row) => ({
    name: textField(row, 'name'),
    title: textField(row, 'title'),
    glibc: optionalVersion(row, 'glibc'),
    python: versionField(row, 'python'),
    image: textField(row, 'image'),
  }));
  return requireSome(table, 'systems', systems);
}
