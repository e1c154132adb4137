import { uniqueBy } from '../base/order.js';
import type { EngineWish } from '../engines/find-engine.js';
import type { Facts } from '../environment/facts/facts.js';
import type { HostFacts } from '../environment/host/host-facts.js';
import { DOCTOR_CHECKS, type DoctorCheck, fromFinding } from '../environment/measure/doctor/doctor-check.js';
import type { HostSeen } from '../environment/measure/doctor/host-seen.js';
import { judgeEngine } from '../environment/measure/doctor/judge-engine.js';
import { judgeHostGpus } from '../environment/measure/doctor/judge-host-gpus.js';
import { judgeSpace } from '../environment/measure/doctor/judge-space.js';
import { judgeSystem } from '../environment/measure/doctor/judge-system.js';
import type { Finding } from '../findings/finding.js';
import { type Host, HostError } from '../host/host.js';
import { checkHost } from '../rules/host.js';
import { type FindEngine, lookAtEngines } from './doctor/look-at-engines.js';
import { lookAtHost } from './doctor/look-at-host.js';
import { recallEngine } from './life/open-engine.js';
import { openFacts } from './project/open-facts.js';
import type { Prepared, PrepareRequest } from './project/prepare-plan.js';
import { collectGraph } from './sources/collect.js';

export interface DoctorRequest extends PrepareRequest {
  readonly engine: EngineWish;
}

export interface DoctorWorld {
  readonly host: Host;
  readonly findEngine: FindEngine;
  readonly prepare: (host: Host, request: PrepareRequest) => Promise<Prepared>;
}

/** The findings of a machine that the rules about files give whatever the files say. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['GPU-06']);

/**
 * Whether this machine can run what the folder says, and what to do where it cannot. Nothing is changed, and nothing that is
 * missing stops it: no engine, no GPU and no plan are lines like others.
 */
export async function examineHost(
  request: DoctorRequest,
  { host, findEngine, prepare }: DoctorWorld,
): Promise<readonly DoctorCheck[]> {
  // 1. The plan, where the folder gives one.
  const prepared = await prepare(host, request);
  const plan = prepared.kind === 'prepared' ? prepared.plan : undefined;
  // 2. The engines, and 3. the machine.
  const wish = plan ? recallEngine({ host }, request.engine, plan.project.root) : request.engine;
  const engines = await lookAtEngines(host, findEngine, { wish, looksFurther: request.engine === 'auto', plan });
  const seen = await lookAtHost(host, engines, plan);
  // 4. What that means, by the tables; and for the files that are there besides.
  const opened = await openFacts(host, request.factsDirectory);
  const ofFiles = opened.kind === 'facts' ? await checkFiles(host, request.directory, opened.facts, seen) : [];
  const checks: readonly DoctorCheck[] = [
    ...engines.findings.map((finding) => fromFinding('engine', finding)),
    ...(seen.engine ? judgeEngine(seen.engine, seen) : []),
    ...(opened.kind === 'facts' ? judgeHostGpus(seen, opened.facts) : []),
    judgeSpace(seen),
    ...judgeSystem(seen),
    ...describePlan(prepared),
    ...ofFiles,
  ];
  const order = Object.keys(DOCTOR_CHECKS);
  return [...checks].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function describePlan(prepared: Prepared): readonly DoctorCheck[] {
  const told = prepared.findings
    .filter(({ severity }) => severity !== 'info')
    .map((finding) => fromFinding('plan', finding));
  if (prepared.kind !== 'prepared' || told.length > 0) return told;
  const { project, accelerator, environment } = prepared.plan;
  const torch = environment.torch === undefined ? '' : `, PyTorch ${environment.torch}`;
  return [{ name: 'plan', state: 'ok', measured: `${project.name}: ${accelerator}${torch}` }];
}

/** The rules about files and machines, such as a driver too old for the Dockerfile that lies here. */
async function checkFiles(
  host: Host,
  directory: string,
  facts: Facts,
  seen: HostSeen,
): Promise<readonly DoctorCheck[]> {
  const { gpus, engine, toolkitVersion } = seen;
  const hostFacts: HostFacts = {
    ...(gpus.kind === 'gpus' && gpus.driverVersion !== undefined ? { driverVersion: gpus.driverVersion } : {}),
    gpus: gpus.kind === 'gpus' ? gpus.gpus : [],
    ...(toolkitVersion === undefined ? {} : { toolkitVersion }),
    ...(engine ? { engine: engine.kind } : {}),
    ...(engine?.cgroupVersion === undefined ? {} : { cgroupVersion: engine.cgroupVersion }),
  };
  try {
    const { index } = await collectGraph(host, { paths: [directory], runLines: [] });
    return uniqueBy(checkHost(index, facts, hostFacts), ({ code, message }) => `${code} ${message}`).map(toLine);
  } catch (error) {
    if (error instanceof HostError) return [{ name: 'files', state: 'unknown', measured: error.message }];
    throw error;
  }
}

function toLine(finding: Finding): DoctorCheck {
  const check = fromFinding(OF_THE_MACHINE.has(finding.code) ? 'toolkit' : 'files', finding);
  const { place } = finding;
  return place ? { ...check, measured: `${place.file}:${place.line}: ${check.measured}` } : check;
}
