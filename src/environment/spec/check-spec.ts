import { normalizePath } from '../../base/paths.js';
import { type Place, placeOf } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import { specFindings } from '../../findings/catalog/spec.js';
import type { Finding } from '../../findings/finding.js';
import type { SpecSource } from './fill-spec.js';
import { looksSecret } from './looks-secret.js';
import type { PortSpec, Spec } from './spec.js';
import { nodeAt } from './spec-problems.js';
import { isLoopback, OWN_ADDRESS } from './split-port.js';

/** What a check says, and the spec without what it found. */
interface Checking {
  readonly findings: Finding[];
  readonly placeAt: (...path: readonly PropertyKey[]) => Place | undefined;
}

/** Port of Jupyter inside the container, whatever it is published on. */
const JUPYTER_INSIDE = 8888;

/** Jupyter takes it before the file with the token that torchdock makes and tells: somebody else's word would open it. */
const JUPYTER_TOKEN = 'JUPYTER_TOKEN';

function tokenIsTaken(place: Place | undefined): Finding {
  return specFindings.duplicate({ what: 'name', value: JUPYTER_TOKEN, first: "torchdock's own token" }, place);
}

/** What the words of a spec mean together; of two that want the same, the first has it. */
export function checkSpec(
  spec: Spec,
  origin: SpecSource | undefined,
): { readonly spec: Spec; readonly findings: readonly Finding[] } {
  if (!origin) return { spec, findings: [] };
  const placeAt = (...path: readonly PropertyKey[]): Place => {
    const node = nodeAt(origin.root, path) ?? nodeAt(origin.root, path.slice(0, 1)) ?? origin.root;
    return placeOf(origin.source, node.span);
  };
  const checking: Checking = { findings: [], placeAt };
  const { volumes, mounts } = checkTargets(spec, checking);
  const environment = checkEnvironment(spec, checking);
  const checked: Spec = {
    ...spec,
    volumes,
    mounts,
    environment,
    secrets: checkSecrets({ ...spec, environment }, checking),
    ports: checkPorts(spec, checking),
    limits: checkLimits(spec, checking),
  };
  return { spec: checked, findings: checking.findings };
}

function checkTargets({ workspace, volumes, mounts }: Spec, checking: Checking): Pick<Spec, 'volumes' | 'mounts'> {
  const taken = new Map<string, string>();
  const isFree = (target: string, by: string, place: Place | undefined): boolean => {
    const path = normalizePath(target);
    const whole = normalizePath(workspace.target);
    const first = taken.get(path);
    if (path === whole || whole.startsWith(`${path}/`))
      checking.findings.push(specFindings.coversWorkspace({ target, workspace: workspace.target }, place));
    else if (first !== undefined)
      checking.findings.push(specFindings.duplicate({ what: 'path', value: target, first }, place));
    else return taken.set(path, by) === taken;
    return false;
  };
  return {
    volumes: volumes.filter(({ name, target }) =>
      isFree(target, `the volume ${name}`, checking.placeAt('volumes', name)),
    ),
    mounts: mounts.filter(({ source, target }, at) =>
      isFree(target, `the mount of ${source}`, checking.placeAt('mounts', at)),
    ),
  };
}

function checkEnvironment({ environment }: Spec, { findings, placeAt }: Checking): Spec['environment'] {
  const kept = Object.entries(environment).filter(([name, value]) => {
    const isToken = name === JUPYTER_TOKEN;
    if (!isToken && !looksSecret(name, value)) return true;
    if (isToken) findings.push(tokenIsTaken(placeAt('env', name)));
    else findings.push(specFindings.secretInFile({ key: `env.${name}`, name }, placeAt('env', name)));
    return false;
  });
  return Object.fromEntries(kept);
}

function checkSecrets({ secrets, environment }: Spec, { findings, placeAt }: Checking): Spec['secrets'] {
  return secrets.filter((name, at) => {
    if (name === JUPYTER_TOKEN) return findings.push(tokenIsTaken(placeAt('secrets', at))) < 0;
    const first = Object.hasOwn(environment, name)
      ? 'env'
      : secrets.indexOf(name) < at
        ? 'an earlier entry'
        : undefined;
    if (first === undefined) return true;
    findings.push(specFindings.duplicate({ what: 'name', value: name, first }, placeAt('secrets', at)));
    return false;
  });
}

function checkPorts({ ports, jupyter, ssh }: Spec, { findings, placeAt }: Checking): Spec['ports'] {
  const services = [
    { by: 'Jupyter', key: 'jupyter.port', hostPort: jupyter?.port, place: placeAt('jupyter', 'port') },
    { by: 'SSH', key: 'ssh.port', hostPort: ssh?.port, place: placeAt('ssh', 'port') },
  ];
  const taken: { readonly by: string; readonly hostPort: number; readonly address: string }[] = [];
  const isFree = (
    by: string,
    { hostPort, address }: Omit<PortSpec, 'containerPort'>,
    place: Place | undefined,
  ): boolean => {
    const first = taken.find((one) => one.hostPort === hostPort && overlap(one.address, address));
    if (first) findings.push(specFindings.duplicate({ what: 'port', value: String(hostPort), first: first.by }, place));
    else taken.push({ by, hostPort, address });
    return first === undefined;
  };
  for (const { by, key, hostPort, place } of services) {
    if (hostPort === undefined) continue;
    isFree(by, { hostPort, address: OWN_ADDRESS }, place);
    if (hostPort < 1024) findings.push(specFindings.lowPort({ key, port: hostPort }, place));
  }
  return ports.filter((port, at) => {
    const place = placeAt('ports', at);
    const { containerPort, hostPort, address } = port;
    const isJupyter = jupyter !== undefined && containerPort === JUPYTER_INSIDE;
    if (!isFree(`port ${hostPort} of ports`, port, place)) return false;
    if (hostPort < 1024) findings.push(specFindings.lowPort({ key: `ports[${at + 1}]`, port: hostPort }, place));
    if (!isLoopback(address))
      findings.push(specFindings.publicAddress({ port: containerPort, address, isJupyter }, place));
    return true;
  });
}

function overlap(a: string, b: string): boolean {
  const isAll = (address: string): boolean => address === '0.0.0.0' || address === '::';
  return a === b || isAll(a) || isAll(b);
}

function checkLimits({ limits }: Spec, { findings, placeAt }: Checking): Spec['limits'] {
  const { memoryBytes, sharedMemoryBytes: wished } = limits;
  const most = Math.floor((memoryBytes ?? Number.POSITIVE_INFINITY) / 2);
  if (memoryBytes === undefined || wished <= most) return limits;
  const words = { wished: formatBytes(wished), given: formatBytes(most), memory: formatBytes(memoryBytes) };
  findings.push(specFindings.largeSharedMemory(words, placeAt('limits', 'shm')));
  return { ...limits, sharedMemoryBytes: most };
}
