import { placeOf, type SourceText } from '../../base/text.js';
import { lockFindings } from '../../findings/catalog/lock.js';
import type { Finding } from '../../findings/finding.js';
import { type DataNode, numberOf } from '../../syntax/data/data-node.js';
import { parseYaml } from '../../syntax/yaml/parse-yaml.js';
import { COMPANIONS, type Companion, type Facts } from '../facts/facts.js';
import {
  type Field,
  listField,
  mapField,
  optionalField,
  optionalText,
  requiredField,
  textField,
  textValue,
} from '../facts/fields.js';
import { judgeLocked } from './judge-locked.js';
import type { Lock, LockedEnvironment } from './lock.js';
import { LOCK_FORMAT } from './write-lock.js';

export interface ReadLock {
  /** Undefined when the file cannot be used. */
  readonly lock: Lock | undefined;
  readonly findings: readonly Finding[];
}

/** More than these say nothing new. */
const MOST_FINDINGS = 5;

/** Reads a lock. With facts, versions that cannot exist together are reported too: nobody resolved them. */
export function readLock(source: SourceText, facts?: Facts): ReadLock {
  const findings: Finding[] = [];
  const { documents, problems } = parseYaml(source);
  const report = (node: DataNode, where: string, problem: string): void =>
    void findings.push(lockFindings.malformed({ where: where || 'the file', problem }, placeOf(source, node.span)));
  for (const { message, span } of problems)
    findings.push(
      lockFindings.malformed({ where: 'the file', problem: `is no YAML: ${message}` }, placeOf(source, span)),
    );
  const node: DataNode = documents[0] ?? { kind: 'map', entries: [], span: { start: 0, end: 0 } };
  const root: Field = { node, where: '', report };
  const newer = judgeFormat(root, source);
  if (newer) return { lock: undefined, findings: [newer] };
  const environments = readEnvironments(root);
  const lock = {
    specDigest: textField(root, 'spec'),
    factsAsOf: textField(root, 'facts'),
    environments: environments.all,
  };
  if (facts && findings.length === 0)
    for (const [accelerator, environment] of Object.entries(lock.environments)) {
      const problem = judgeLocked(accelerator, environment, facts);
      const at = environments.nodes.get(accelerator) ?? node;
      if (problem !== undefined)
        findings.push(lockFindings.impossible({ accelerator, problem }, placeOf(source, at.span)));
    }
  return { lock: findings.length > 0 ? undefined : lock, findings: findings.slice(0, MOST_FINDINGS) };
}

function judgeFormat(root: Field, source: SourceText): Finding | undefined {
  const field = optionalField(root, 'lock');
  const format = numberOf(field?.node);
  if (field === undefined || format === undefined || !Number.isInteger(format) || format < 1)
    root.report(field?.node ?? root.node, 'lock', `should be ${LOCK_FORMAT}, the format`);
  else if (format > LOCK_FORMAT)
    return lockFindings.newerFormat({ format: String(format), known: LOCK_FORMAT }, placeOf(source, field.node.span));
  return undefined;
}

interface ReadEnvironments {
  readonly all: Readonly<Record<string, LockedEnvironment>>;
  readonly nodes: ReadonlyMap<string, DataNode>;
}

/** The accelerators that a lock may name: they become part of image names. */
const ACCELERATOR = /^(?:cpu|given|cu\d{2,3})$/;

function readEnvironments(root: Field): ReadEnvironments {
  const fields = mapField(root, 'environments');
  if (fields.length === 0)
    root.report(optionalField(root, 'environments')?.node ?? root.node, 'environments', 'should hold at least one');
  const entries = fields.map((field): [string, LockedEnvironment] => {
    if (!ACCELERATOR.test(field.key))
      field.report(field.node, field.where, 'should be named cpu, given, or like cu126');
    return [field.key, readEnvironment(field)];
  });
  return { all: Object.fromEntries(entries), nodes: new Map(fields.map(({ key, node }) => [key, node])) };
}

const ORIGINS: readonly LockedEnvironment['pythonFrom'][] = ['image', 'system', 'elsewhere', 'given'];

function readEnvironment(field: Field): LockedEnvironment {
  const texts = (['torch', 'cuda', 'cudnn', 'python', 'os'] as const).map((key) => [key, optionalText(field, key)]);
  const present = Object.fromEntries(texts.filter(([, value]) => value !== undefined));
  const pythonFrom = ORIGINS.find((one) => one === textField(field, 'python_from'));
  if (!pythonFrom) field.report(field.node, `${field.where}.python_from`, `should be one of ${ORIGINS.join(', ')}`);
  const indexUrl = optionalText(field, 'index_url');
  const base = requiredField(field, 'base');
  const digest = optionalText(base, 'digest');
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))
    base.report(base.node, `${base.where}.digest`, 'should be sha256: and 64 digits');
  return {
    ...present,
    ...(indexUrl === undefined ? {} : { indexUrl }),
    companions: readCompanions(field),
    ...readDriver(field),
    base: { reference: textField(base, 'reference'), ...(digest === undefined ? {} : { digest }) },
    pythonFrom: pythonFrom ?? 'given',
    ...(optionalField(field, 'constraints') ? { constraints: listField(field, 'constraints').map(textValue) } : {}),
  };
}

function readCompanions(field: Field): LockedEnvironment['companions'] {
  const known: readonly string[] = COMPANIONS;
  return Object.fromEntries(
    mapField(field, 'companions').map((item): [Companion, string] => {
      if (!known.includes(item.key)) item.report(item.node, item.where, `is not one of ${COMPANIONS.join(', ')}`);
      return [item.key as Companion, textValue(item)];
    }),
  );
}

function readDriver(field: Field): Pick<LockedEnvironment, 'driver'> {
  const driver = optionalField(field, 'driver');
  if (!driver) return {};
  const minimum = optionalText(driver, 'minimum');
  const toolkit = optionalText(driver, 'toolkit');
  return { driver: { ...(minimum === undefined ? {} : { minimum }), ...(toolkit === undefined ? {} : { toolkit }) } };
}
