import type { Place } from '../base/text.js';
import type { FragmentBuilder } from '../graph/fragment.js';
import { nodeId } from '../graph/ids.js';
import type { GpuFacts, NodeId } from '../graph/node.js';
import { splitCommaSeparated } from './comma-separated.js';

/** What a container asks for; `count` and `devices` are absent when the file does not say how many or which. */
export interface GpuRequest {
  readonly vendor: GpuFacts['vendor'];
  /** `a100`, when a file names the product. */
  readonly product?: string;
  readonly count?: number | 'all';
  readonly devices?: readonly string[];
}

/** A request, none at all, or the reason why the engine would refuse it. */
export type ReadGpus =
  | { readonly kind: 'request'; readonly request: GpuRequest }
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly reason: string };

const LABELS: Readonly<Record<GpuFacts['vendor'], string>> = {
  nvidia: 'NVIDIA GPU',
  amd: 'AMD GPU',
  intel: 'Intel GPU',
  unknown: 'GPU',
};

/**
 * Reads the value of `--gpus`: `all`, a count, or fields as in CSV, where a list of devices stands in quotes of its own
 * (`"device=0,1"`). Source: docker/cli `opts/gpus.go`, docs.docker.com/engine/containers/gpu.
 */
export function parseGpusOption(text: string): ReadGpus {
  const fields = new Map<string, string>();
  for (const field of splitCommaSeparated(text.trim())) {
    const at = field.indexOf('=');
    const key = at < 0 ? 'count' : field.slice(0, at);
    if (!/^(?:count|device|driver|capabilities|options)$/.test(key))
      return invalid(`${key} is no part of a GPU request`);
    if (fields.has(key)) return invalid(`${key} is given twice`);
    fields.set(key, field.slice(at + 1));
  }
  const count = fields.get('count');
  const devices = fields.get('device')?.split(',').filter(Boolean);
  const vendor = /amd/.test(fields.get('driver') ?? '') ? 'amd' : 'nvidia';
  if (count !== undefined && devices) return invalid('it has both a count and devices');
  if (devices) return devices.length === 0 ? invalid('it names no device') : request({ vendor, ...ofDevices(devices) });
  if (count === undefined) return request({ vendor });
  if (count === 'all' || count === '-1') return request({ vendor, count: 'all' });
  if (!/^\d{1,6}$/.test(count)) return invalid(`${count || 'an empty value'} is neither all nor a number`);
  return Number(count) === 0 ? { kind: 'none' } : request({ vendor, count: Number(count) });
}

/**
 * What `NVIDIA_VISIBLE_DEVICES` asks the NVIDIA runtime for: `all`, indices or UUIDs; `void`, `none` and '' are no GPU.
 * Undefined as text means that the image decides (those of NVIDIA say `all`).
 */
export function parseVisibleDevices(text: string | undefined): GpuRequest | undefined {
  if (text === undefined || text.includes('$')) return { vendor: 'nvidia' };
  const value = text.trim();
  if (value === '' || value === 'void' || value === 'none') return undefined;
  if (value === 'all') return { vendor: 'nvidia', count: 'all' };
  return { vendor: 'nvidia', ...ofDevices(value.split(',').map((device) => device.trim())) };
}

const CDI_VENDORS: Readonly<Record<string, GpuFacts['vendor']>> = {
  'nvidia.com/gpu': 'nvidia',
  'amd.com/gpu': 'amd',
  'intel.com/gpu': 'intel',
  'gpu.intel.com/i915': 'intel',
  'gpu.intel.com/xe': 'intel',
};

/** What one `--device` says: a CDI name (`nvidia.com/gpu=all`) or a device file (`/dev/nvidia0`, `/dev/kfd`, `/dev/dri`). */
export function parseGpuDevice(text: string): GpuRequest | undefined {
  const equals = text.indexOf('=');
  const family = equals < 0 ? '' : text.slice(0, equals);
  const vendor = Object.hasOwn(CDI_VENDORS, family) ? CDI_VENDORS[family] : undefined;
  if (vendor) {
    const device = text.slice(equals + 1);
    return { vendor, ...(device === 'all' ? { count: 'all' as const } : ofDevices([device])) };
  }
  const path = text.split(':', 1)[0] ?? '';
  const nvidia = /^\/dev\/nvidia(\d+|ctl|-uvm|-uvm-tools|-modeset)$/.exec(path)?.[1];
  if (nvidia) return { vendor: 'nvidia', ...(/^\d/.test(nvidia) ? ofDevices([nvidia]) : {}) };
  if (path === '/dev/kfd') return { vendor: 'amd' };
  return /^\/dev\/(?:dri(?:\/|$)|dxg$)/.test(path) ? { vendor: 'unknown' } : undefined;
}

/**
 * One request a vendor: devices are put together, and what only says "some GPU" yields to what says more. `/dev/dri` beside
 * a known vendor is that vendor's (ROCm needs `/dev/kfd` and `/dev/dri`).
 */
export function joinGpuRequests(requests: readonly GpuRequest[]): readonly GpuRequest[] {
  const named = requests.some(({ vendor }) => vendor !== 'unknown');
  const byVendor = new Map<string, GpuRequest>();
  for (const one of requests) {
    if (named && one.vendor === 'unknown') continue;
    const before = byVendor.get(one.vendor);
    byVendor.set(one.vendor, before ? joinTwo(before, one) : one);
  }
  return [...byVendor.values()];
}

/** Adds the GPU node and the `uses-gpu` edge. */
export function addGpuUse(builder: FragmentBuilder, owner: NodeId, request: GpuRequest, place: Place): NodeId {
  const { vendor, product, count, devices } = request;
  const id = builder.addNode({
    kind: 'gpu',
    id: nodeId.gpu(vendor, product),
    label: product ? `${LABELS[vendor]} (${product})` : LABELS[vendor],
    origins: [place],
    facts: { vendor, ...(product ? { product } : {}) },
  });
  builder.addEdge('uses-gpu', owner, id, place, {
    ...(count === undefined ? {} : { count }),
    ...(devices === undefined ? {} : { devices }),
  });
  return id;
}

function joinTwo(a: GpuRequest, b: GpuRequest): GpuRequest {
  if (a.count === 'all' || b.count === 'all') return { vendor: a.vendor, count: 'all' };
  const devices = [...new Set([...(a.devices ?? []), ...(b.devices ?? [])])];
  if (devices.length > 0) return { vendor: a.vendor, ...ofDevices(devices) };
  return a.count === undefined ? b : a;
}

function ofDevices(devices: readonly string[]): Pick<GpuRequest, 'count' | 'devices'> {
  return { count: devices.length, devices };
}

function request(value: GpuRequest): ReadGpus {
  return { kind: 'request', request: value };
}

function invalid(reason: string): ReadGpus {
  return { kind: 'invalid', reason };
}
