import { array, constantFrom, oneof, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kubernetesReader } from '../../src/readers/kubernetes/read-kubernetes.js';
import { READERS } from '../../src/readers/table.js';
import { briefJson } from '../setup/brief.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden } from '../setup/golden.js';
import { expectReaderContract } from '../setup/reader-contract.js';

const cases = [
  ['pod', 'pod.yaml'],
  ['deployment-service', 'web.yaml'],
  ['pytorchjob', 'job.yaml'],
  ['pytorchjob-plain-script', 'job.yaml'],
  ['two-roles-one-anchor', 'job.yaml'],
  ['trainjob', 'trainjob.yaml'],
  ['training-runtime', 'train.yaml'],
  ['statefulset', 'sts.yaml'],
  ['cronjob-list', 'list.yml'],
  ['ray', 'ray.yaml'],
  ['jobset-volcano-mpi', 'jobs.yaml'],
  ['jupyter', 'notebook.yaml'],
  ['ingress', 'ingress.yaml'],
  ['volumes', 'volumes.yaml'],
  ['resources', 'resources.yaml'],
  ['security', 'security.yaml'],
  ['environment', 'env.yaml'],
  ['commands', 'commands.yaml'],
  ['json', 'pod.json'],
  ['templates-helm', 'deployment.yaml'],
  ['templates-argo', 'workflow.yaml'],
  ['outdated', 'old.yaml'],
  ['unknown-kinds', 'kinds.yaml'],
  ['names', 'names.yaml'],
  ['no-containers', 'none.yaml'],
  ['malformed', 'broken.yaml'],
  ['wrong-shapes', 'shapes.yaml'],
  ['hostile-names', 'hostile.yaml'],
  ['alias-bomb', 'bomb.yaml'],
  ['deep', 'deep.yaml'],
] as const;

const lines = [
  'apiVersion: v1',
  'apiVersion: kubeflow.org/v1',
  'kind: Pod',
  'kind: Service',
  'kind: PyTorchJob',
  'kind: List',
  'items: [{apiVersion: v1, kind: Pod}]',
  'metadata: {name: a}',
  'spec: {containers: [{name: a, image: "b:1", command: [sh, -c, "x"]}]}',
  'spec: {pytorchReplicaSpecs: {Worker: {replicas: 2, template: {spec: {containers: [{}]}}}}}',
  'spec: {ports: [{port: 80}], selector: {a: b}}',
  'spec: &a [*a]',
  '---',
  '  name: x',
  '- : ]',
];

describe('the Kubernetes reader', () => {
  it.each(cases)('reads the case %s', (name, file) => {
    const folder = `fixtures/readers/kubernetes/${name}`;
    expectGolden(`${folder}/expected.json`, briefJson(readFixture(kubernetesReader, folder, file)));
  });

  it.each([
    ['deploy/job.yaml', 'apiVersion: v1\nkind: Pod\n', true],
    ['pod.json', '{"kind":"Pod","apiVersion":"v1"}', true],
    ['compose.yaml', 'services:\n  web:\n    image: x\n', false],
    ['Chart.yaml', 'apiVersion: v2\nname: x\n', false],
    ['.github/workflows/ci.yml', 'jobs:\n  a:\n    run: |\n      apiVersion: v1\n      kind: Pod\n', false],
    ['notes.md', 'apiVersion: v1\nkind: Pod\n', false],
  ])('looks at %s with %j: %s', (path, text, expected) => {
    const entry = READERS.find(({ kind }) => kind === 'kubernetes');
    expect(entry?.matches(path) === true && entry.accepts?.(text) === true).toBe(expected);
  });

  it('is linear in the file', () => {
    // What is quadratic does not end before the time limit of the test.
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "b:1"}]}\n---\n';
    const many = readText(kubernetesReader, 'many.yaml', pod.repeat(500));
    expect(many.nodes.filter(({ kind }) => kind === 'workload')).toHaveLength(500);
    const braces = readText(kubernetesReader, 'braces.yaml', `apiVersion: v1\nkind: "${'{{ '.repeat(200_000)}"`);
    const long = readText(kubernetesReader, 'long.yaml', `apiVersion: v1\nkind: "${'x'.repeat(500_000)}"`);
    expect([...braces.findings, ...long.findings].length).toBeGreaterThan(0);
  });

  it('keeps the contract of readers on any text', () => {
    const documents = array(constantFrom(...lines), { maxLength: 10 }).map((all) => all.join('\n'));
    const texts = oneof({ weight: 4, arbitrary: documents }, { weight: 1, arbitrary: string({ unit: 'binary' }) });
    expectReaderContract(kubernetesReader, 'a.yaml', texts, 100);
  });
});
