import { baseNameOf } from '../../base/paths.js';
import type { ScannedTrace } from '../../syntax/trace/events.js';
import type { DeviceFacts, RankReport } from '../report/rank-report.js';
import type { Timeline } from './timeline.js';

type Identity = Pick<RankReport, 'rank' | 'rankFrom' | 'worldSize' | 'backend' | 'hostName' | 'device'>;

/** Names that the profiler's users give: `rank3_trace.json.gz`, `worker2_step_5…`, `rank-0.pt.trace.json`. */
const RANK_IN_NAME = /(?:^|[^a-z])(?:rank|worker)[-_.]?(\d{1,6})(?!\d)/iu;

/** Whose trace it is: what its metadata says, else what the name of its file says, else nobody's. */
export function identifyRank(path: string, timeline: Timeline): Identity {
  const { metadata } = timeline.scanned;
  const info = recordOf(metadata.get('distributedInfo'));
  const said = wholeNumber(info?.['rank']);
  const named = rankOfName(path);
  const rank = said ?? named;
  const worldSize = wholeNumber(info?.['world_size']);
  const backend = textOf(info?.['backend']);
  const hostName = textOf(metadata.get('host_name'));
  return {
    rank,
    rankFrom: said !== undefined ? 'metadata' : named !== undefined ? 'file-name' : 'unknown',
    ...(worldSize === undefined ? {} : { worldSize }),
    ...(backend === undefined ? {} : { backend }),
    ...(hostName === undefined ? {} : { hostName }),
    device: findDevice(timeline),
  };
}

/** A host has eight or sixteen; what says more of them is broken. */
const MOST_DEVICES = 64;

/** The rank that a file is named for. */
export function rankOfName(path: string): number | undefined {
  const named = RANK_IN_NAME.exec(baseNameOf(path))?.[1];
  return named === undefined ? undefined : Number(named);
}

/** The device that most of the work ran on; a host with eight GPUs lists them all in every trace. */
function findDevice({ events, device, scanned }: Timeline): DeviceFacts | undefined {
  if (device.length === 0) return undefined;
  const busy = new Map<number, number>();
  for (const row of device) {
    const detail = events.detail[row] as number;
    const index = detail < 0 ? Number.NaN : (events.details.device[detail] as number);
    if (busy.has(index) || (!Number.isNaN(index) && busy.size < MOST_DEVICES))
      busy.set(index, (busy.get(index) ?? 0) + 1);
  }
  const [index] = [...busy].reduce((most, one) => (one[1] > most[1] ? one : most), [Number.NaN, 0]);
  return describeDevice(scanned, Number.isNaN(index) ? undefined : index);
}

function describeDevice({ metadata }: ScannedTrace, index: number | undefined): DeviceFacts | undefined {
  const listed = metadata.get('deviceProperties');
  const all = (Array.isArray(listed) ? listed : []).map(recordOf);
  const found = all.find((one) => one?.['id'] === index) ?? (all.length === 1 ? all[0] : undefined);
  const name = textOf(found?.['name']);
  if (!found || name === undefined) return index === undefined ? undefined : { index, name: `GPU ${index}` };
  const memoryBytes = wholeNumber(found['totalGlobalMem']);
  const multiprocessors = wholeNumber(found['numSms']);
  const [major, minor] = [wholeNumber(found['computeMajor']), wholeNumber(found['computeMinor'])];
  const isAmd = found['warpSize'] === 64 || /amd|radeon|instinct/iu.test(name);
  return {
    index: wholeNumber(found['id']) ?? index ?? 0,
    name,
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(isAmd || major === undefined || minor === undefined ? {} : { computeCapability: `${major}.${minor}` }),
    ...(multiprocessors === undefined ? {} : { multiprocessors }),
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
