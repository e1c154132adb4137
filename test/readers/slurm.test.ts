import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGpuAmounts, parseGresAmounts, vendorOf, vendorOfScript } from '../../src/readers/slurm/gpu-amounts.js';
import { slurmReader } from '../../src/readers/slurm/read-slurm.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';

const FOLDER = 'fixtures/readers/slurm';

function read(text: string, file = 'job.slurm') {
  return readText(slurmReader, file, text);
}

function job(...lines: readonly string[]) {
  return read(['#!/bin/bash', ...lines].join('\n'));
}

function workloadOf(...lines: readonly string[]) {
  const { nodes } = job(...lines);
  return nodes.flatMap((node) => (node.kind === 'workload' ? [node] : []))[0];
}

describe('Slurm batch scripts', () => {
  it.each([
    ['pyxis', 'train.slurm'],
    ['apptainer', 'run.sh'],
    ['bare', 'train.sbatch'],
    ['whole-job', 'job.slurm'],
    ['command-in-variable', 'pretrain.sbatch'],
    ['problems', 'bad.slurm'],
  ])('reads %s', (name, file) => {
    const folder = `${FOLDER}/${name}`;
    expectGolden(`${folder}/expected.json`, goldenJson(readFixture(slurmReader, folder, file)));
  });

  it('keeps arithmetic together and looks past options that come from outside', () => {
    const { nodes } = readFixture(slurmReader, `${FOLDER}/command-in-variable`, 'finetune.sbatch');
    expect(nodes.flatMap((node) => (node.kind === 'service' ? [node.label] : []))).toEqual(['accelerate finetune.py']);
  });

  it.each([
    ['#SBATCH --nodes=2', 2],
    ['#SBATCH -N2', 2],
    ['#SBATCH -N 2 # two', 2],
    ['#SBATCH\t--nodes 2', 2],
    ['#SBATCH --nodes="2"', 2],
    ['# comment\n\n#SBATCH -N 2', 2],
    ['#SBATCH -N 2-4', undefined],
    ['#SBATCH_N 2', undefined],
    ['echo\n#SBATCH -N 2', undefined],
    [' #SBATCH -N 2', undefined],
  ])('%j asks for %s nodes', (text, nodes) => expect(workloadOf(text)?.facts.nodes?.value).toBe(nodes));

  it.each([
    ['--gpus=8', [{ vendor: 'unknown', count: 8 }]],
    ['--gpus-per-node=a100:4', [{ vendor: 'nvidia', product: 'a100', count: 4 }]],
    ['-G h200:8', [{ vendor: 'nvidia', product: 'h200', count: 8 }]],
    ['--gres=gpu:mi300x:8', [{ vendor: 'amd', product: 'mi300x', count: 8 }]],
    ['--gres=gpu', [{ vendor: 'unknown', count: 1 }]],
    ['--gres=gpu:0', []],
    ['--gres=tmpdisk:10', []],
    ['--gpus-per-node=4 --gpus-per-task=1', [{ vendor: 'unknown', count: 4 }]],
  ])('%s asks for %j', (option, gpus) => {
    const { nodes, edges } = job(`#SBATCH ${option}`);
    const found = edges.flatMap((edge) => {
      const node = nodes.find(({ id }) => id === edge.to);
      return edge.kind === 'uses-gpu' && node?.kind === 'gpu' ? [{ ...node.facts, ...edge.facts }] : [];
    });
    expect(found).toEqual(gpus);
  });

  it('tells the vendor from the rest of the script', () => {
    expect(vendorOfScript('module load cuda/12')).toBe('nvidia');
    expect(vendorOfScript('module load rocm/6')).toBe('amd');
    expect(vendorOfScript('echo')).toBe('unknown');
    expect(vendorOf(undefined, 'amd')).toBe('amd');
    expect(vendorOf('big', 'unknown')).toBe('unknown');
    expect(vendorOf('v100', 'amd')).toBe('nvidia');
    expect(vendorOf('pvc', 'unknown')).toBe('intel');
  });

  it.each(['', 'gpu:', ':4', 'a100:', 'a100:x', '4,', 'a b'])('%j is no amount of GPUs', (text) =>
    expect(parseGpuAmounts(text)).toBeUndefined(),
  );
  it('reads several types, and only GPUs of gres', () => {
    expect(parseGpuAmounts('a100:2,v100')).toEqual([
      { product: 'a100', count: 2 },
      { product: 'v100', count: 1 },
    ]);
    expect(parseGresAmounts('license:1,gres:gpu:2,shard:3')).toEqual([{ count: 2 }]);
    expect(parseGresAmounts('gpu:x:')).toBeUndefined();
  });

  it.each([
    ['#SBATCH --time=30', []],
    ['#SBATCH -t 1-12', []],
    ['#SBATCH --time=1-00:00:00 --mem=64G --mem-per-cpu=4000M', []],
    ['#SBATCH --time=soon', ['SLM-03']],
    ['#SBATCH --ntasks=$N', ['SLM-03']],
    ['#SBATCH --nodess=2', ['SLM-01']],
    ['#SBATCH --part=gpu', []],
    ['#SBATCH --nodes', ['SLM-02']],
    ['#SBATCH --container-image=a#b', ['SLM-07']],
    ['#SBATCH --container-image=a\\#b', []],
    ["#SBATCH --container-image='a#b'", []],
    ['# SBATCH --nodes=2', ['SLM-05']],
    ['##SBATCH --nodes=2', []],
    ['# SBATCH is a word', []],
    ['true\n#SBATCH --nodes=2', ['SLM-04']],
    ['srun -n $SLURM_NTASKS python train.py', []],
    ['srun --cpu-bnd=cores python train.py', ['SLM-01']],
  ])('%j gives %j', (text, codes) => expect(job(text).findings.map(({ code }) => code)).toEqual(codes));

  it('wants an interpreter', () => {
    expect(read('#SBATCH -N 2').findings).toMatchObject([{ code: 'SLM-06', place: { line: 1, column: 1 } }]);
    expect(read('\uFEFF#!/bin/bash\n#SBATCH -N 2').findings).toEqual([]);
  });

  it('points into the line, whatever is quoted', () => {
    expect(workloadOf('#SBATCH --job-name="a b" -N  16')?.facts.nodes).toEqual({
      value: 16,
      place: { file: 'job.slurm', line: 2, column: 30, endLine: 2, endColumn: 32 },
    });
  });

  it('names a job without a name after its file', () => expect(workloadOf('srun x')?.label).toBe('job'));

  it('never throws, and reads the same again', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '#SBATCH',
        '--nodes',
        '=',
        '-N',
        '2',
        '--gres=gpu:',
        '#',
        '"',
        '\n',
        'srun',
        '--container-image=',
        'a#b',
        '\\',
      ),
      fc.constantFrom('apptainer exec', '--nv', '-B a:b,c', 'img.sif', 'python train.py', 'hetjob'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.constantFrom(' ', '', '\n')), { maxLength: 20 }), (pieces) => {
        const text = `#!/bin/sh\n#SBATCH ${pieces.flat().join('')}`;
        const first = read(text);
        expect(read(text)).toEqual(first);
        const height = text.split('\n').length;
        for (const { place } of first.findings) expect(place?.line).toBeLessThanOrEqual(height);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['one long line', `#SBATCH ${'a'.repeat(10_000_000)}`],
    ['many directives', '#SBATCH --nodes=2\n'.repeat(100_000)],
    ['many wrong directives', '#SBATCH --noodles=2\n'.repeat(100_000)],
    ['many mounts', `srun --container-image=x --container-mounts=${'/a:/b,'.repeat(20_000)} y`],
    ['many near directives', '#    SBATCH\n'.repeat(200_000)],
    [
      'many steps',
      `#SBATCH --container-image=x --container-mounts=${'/a:/b,'.repeat(600)}\n${'srun --gpus=2 python x.py\n'.repeat(10_000)}`,
    ],
    ['spaces', `#${' '.repeat(2_000_000)}SBATCH`],
  ])('is quick with %s', (_name, text) => {
    expect(job(text).findings.length).toBeLessThan(200);
  });
});
