import type { Place } from '../../base/text.js';
import type { GpuRequest } from '../../commands/gpus.js';
import { addGpuUse, joinGpuRequests, parseGpuDevice, parseVisibleDevices } from '../../commands/gpus.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import { gpuAccessFindings } from '../../findings/catalog/gpu-access.js';
import type { Mend } from '../../findings/finding.js';
import { insertEntryBefore, replaceText } from '../../findings/mend.js';
import type { GpuFacts, Located } from '../../graph/node.js';
import type { ComposeMap, ComposeValue } from './compose-value.js';
import { itemsIn, pairsIn, scalarIn, textIn, textsIn, valueIn } from './compose-value.js';
import type { ServiceReading } from './service-reading.js';

/**
 * Adds the GPUs that a service uses: reserved devices, `gpus:`, device files and CDI names, or what the NVIDIA runtime is
 * told by `NVIDIA_VISIBLE_DEVICES`. One edge a vendor. Source: docs.docker.com/compose/how-tos/gpu-support.
 */
export function addServiceGpus(reading: ServiceReading): void {
  const asked = [...readReservations(reading), ...readGpusKey(reading)];
  const found = asked.length > 0 ? asked : [...readDevices(reading), ...readRuntime(reading)];
  for (const request of joinGpuRequests(found.map(({ value }) => value))) {
    const place = found.find(({ value }) => value.vendor === request.vendor)?.place;
    if (place) addGpuUse(reading.builder, reading.id, request, place);
  }
}

/** `deploy.resources.reservations.devices`. */
function readReservations({ value, report, service }: ServiceReading): readonly Located<GpuRequest>[] {
  return itemsIn(value, 'deploy', 'resources', 'reservations', 'devices').flatMap((device) => {
    if (device.kind !== 'map') return [];
    const capabilities = textsIn(device, 'capabilities').map(({ text }) => text);
    if (capabilities.length === 0)
      report(composeFindings.missingCapabilities({ service: service.name }, device.place, capabilitiesMend(device)));
    else if (!capabilities.some((name) => /gpu|nvidia|cuda/i.test(name)) && !textIn(device, 'driver')) return [];
    if (valueIn(device, 'count') && itemsIn(device, 'device_ids').length > 0)
      report(gpuAccessFindings.countAndIds({ service: service.name }, device.place));
    return toRequest(device);
  });
}

/** compose refuses the file as it is; that a device of NVIDIA's driver is a GPU is certain. */
function capabilitiesMend(device: ComposeMap): Mend | undefined {
  const first = [...device.entries.values()][0]?.keyPlace;
  if (first?.file !== device.place.file || device.entries.has('capabilities')) return undefined;
  const isBlock = first.line === device.place.line && first.column === device.place.column;
  const opening = { ...device.place, endLine: first.line, endColumn: first.column };
  const edit = isBlock
    ? insertEntryBefore(first, 'capabilities: [gpu]')
    : replaceText(opening, '{', '{ capabilities: [gpu],');
  return { title: 'Say capabilities: [gpu]', edits: [edit], isCertain: textIn(device, 'driver') === 'nvidia' };
}

/** `gpus: all`, or a list of requests as above (whose capability is `gpu` anyway). */
function readGpusKey({ value }: ServiceReading): readonly Located<GpuRequest>[] {
  const gpus = valueIn(value, 'gpus');
  if (gpus?.kind === 'scalar') {
    const count = countOf(gpus.text);
    return [{ value: { vendor: 'nvidia', ...(count === undefined ? {} : { count }) }, place: gpus.place }];
  }
  return itemsIn(gpus).flatMap((item) => (item.kind === 'map' ? toRequest(item) : []));
}

function toRequest(device: ComposeValue): readonly Located<GpuRequest>[] {
  const driver = textIn(device, 'driver') ?? 'nvidia';
  const ids = textsIn(device, 'device_ids').map(({ text }) => text);
  if (driver === 'cdi') return cdiRequests(ids, device.place);
  const written = textIn(device, 'count');
  // Without a count and without ids all GPUs are meant.
  const count = written === undefined ? ('all' as const) : countOf(written);
  if (count === 0) return [];
  const devices = ids.length > 0 ? { count: ids.length, devices: ids } : count === undefined ? {} : { count };
  return [{ value: { vendor: vendorOf(driver), ...devices }, place: device.place }];
}

function cdiRequests(names: readonly string[], place: Place): readonly Located<GpuRequest>[] {
  return names.flatMap((name) => {
    const value = parseGpuDevice(name);
    return value ? [{ value, place }] : [];
  });
}

function countOf(text: string): number | 'all' | undefined {
  if (text === 'all' || text === '-1') return 'all';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function vendorOf(driver: string): GpuFacts['vendor'] {
  if (/amd|rocm/i.test(driver)) return 'amd';
  if (/intel/i.test(driver)) return 'intel';
  return /nvidia/i.test(driver) ? 'nvidia' : 'unknown';
}

function readDevices({ value }: ServiceReading): readonly Located<GpuRequest>[] {
  return itemsIn(value, 'devices').flatMap((item) => {
    const request = parseGpuDevice(item.kind === 'scalar' ? item.text : (textIn(item, 'source') ?? ''));
    return request ? [{ value: request, place: item.place }] : [];
  });
}

function readRuntime({ value }: ServiceReading): readonly Located<GpuRequest>[] {
  const runtime = scalarIn(value, 'runtime');
  if (runtime?.text !== 'nvidia') return [];
  const visible = pairsIn(value, 'environment').find(({ key }) => key === 'NVIDIA_VISIBLE_DEVICES')?.value;
  const text = visible?.kind === 'scalar' && !visible.isNull ? visible.text : undefined;
  const request = parseVisibleDevices(text);
  return request ? [{ value: request, place: runtime.place }] : [];
}
