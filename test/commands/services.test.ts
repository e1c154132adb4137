import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { execCommandLine, toCommandLine } from '../../src/commands/command-line.js';
import type { StartContext } from '../../src/commands/services/started.js';
import { addServicesOf, addStartedServices } from '../../src/commands/services.js';
import { createFragmentBuilder, type Fragment } from '../../src/graph/fragment.js';
import { parseShell } from '../../src/syntax/shell/parse-shell.js';

function start(text: string, context?: StartContext): Fragment {
  const source = createSourceText('start.sh', text);
  const builder = createFragmentBuilder();
  const lines = parseShell(source).commands.map((command) => toCommandLine(source, command));
  addServicesOf(builder, 'stage:Dockerfile#0', lines, context);
  return builder.fragment();
}

/** `role program :port/from launcher(nodes×processes) script args`, one text a service. */
function told(fragment: Fragment): string[] {
  return fragment.nodes.flatMap((node) => {
    if (node.kind !== 'service') return [];
    const { role, program, port, launcher } = node.facts;
    const edge = fragment.edges.find(({ kind, from }) => kind === 'executes' && from === node.id);
    const script = fragment.nodes.find(({ id }) => id === edge?.to);
    const parts = [
      role,
      program,
      port && `:${port.value}/${port.from}`,
      launcher &&
        launcher.name !== 'python' &&
        `${launcher.name}(${launcher.nodes ?? '?'}x${launcher.processesPerNode ?? '?'})`,
      script?.kind === 'script' && [script.facts.path, ...script.facts.arguments].join(' '),
    ];
    return [parts.filter(Boolean).join(' ')];
  });
}

const SERVERS: readonly (readonly [command: string, ...told: readonly string[]])[] = [
  ['jupyter lab --ip=0.0.0.0 --allow-root', 'jupyter Jupyter Lab :8888/default'],
  ['jupyter-lab --port 9999', 'jupyter Jupyter Lab :9999/argument'],
  ['jupyter notebook --NotebookApp.port=8080', 'jupyter Jupyter Notebook :8080/argument'],
  ['jupyter server --ServerApp.port=8081', 'jupyter Jupyter Server :8081/argument'],
  ['jupyter nbclassic', 'jupyter Jupyter Notebook :8888/default'],
  ['jupyter --debug lab --port=1', 'jupyter Jupyter Lab :1/argument'],
  ['python3 -m jupyterlab --port=7', 'jupyter Jupyter Lab :7/argument'],
  ['python -m jupyter lab', 'jupyter Jupyter Lab :8888/default'],
  ['jupyter lab --port=$UNKNOWN', 'jupyter Jupyter Lab'],
  ['jupyter lab --port=70000', 'jupyter Jupyter Lab'],
  ['jupyter lab --generate-config'],
  ['jupyter nbconvert x.ipynb'],
  ['/usr/sbin/sshd -D -p 2222', 'ssh sshd :2222/argument'],
  ['/usr/sbin/sshd -D -p2222', 'ssh sshd :2222/argument'],
  ['sshd -o Port=2022 -D', 'ssh sshd :2022/argument'],
  ['sshd -oPort=2023', 'ssh sshd :2023/argument'],
  ['service ssh start', 'ssh sshd :22/default'],
  ['service ssh stop'],
  ['/etc/init.d/ssh start', 'ssh sshd :22/default'],
  ['systemctl start sshd.service', 'ssh sshd :22/default'],
  ['ssh somewhere start'],
  ['sshd -t'],
  ['tensorboard --logdir runs --port 6007', 'tensorboard TensorBoard :6007/argument'],
  ['python -m tensorboard.main --logdir=x', 'tensorboard TensorBoard :6006/default'],
  ['mlflow ui', 'mlflow MLflow :5000/default'],
  ['mlflow server -p 5050 --host 0.0.0.0', 'mlflow MLflow :5050/argument'],
  ['mlflow run .'],
  ['code-server --bind-addr 0.0.0.0:8443 /work', 'code-server code-server :8443/argument'],
  ['tritonserver --model-repository=/m', 'model-server Triton Inference Server :8000/default'],
  ['torchserve --start --ncs', 'model-server TorchServe :8080/default'],
  ['vllm serve x/y --port 8001', 'model-server vLLM :8001/argument'],
  ['python3 -m vllm.entrypoints.openai.api_server --model m', 'model-server vLLM :8000/default'],
  ['uvicorn app:app --host 0.0.0.0 --port 80', 'web Uvicorn :80/argument'],
  ['gunicorn -b 0.0.0.0:5005 app', 'web Gunicorn :5005/argument'],
  ['streamlit run app.py --server.port=8502', 'web Streamlit :8502/argument'],
  ['python -m http.server 9000', 'web http.server :9000/argument'],
  ['ray start --head --port=6380', 'scheduler Ray :6380/argument'],
  ['ray start --address=head:6379'],
];

const PROCESSES: readonly (readonly [command: string, ...told: readonly string[]])[] = [
  ['python -u train.py --lr 0.1', 'training python train.py --lr 0.1'],
  ['python3.11 -W ignore scripts/main.py', 'other python scripts/main.py'],
  ['python -m package.train --x', 'training python package/train.py --x'],
  ['python -c "print(1)"'],
  ['python'],
  ['python -u webui.py --listen --port 7860', 'other python :7860/argument webui.py --listen --port 7860'],
  ['python train.py --port 29500', 'training python train.py --port 29500'],
  ['python -mpackage.train --x', 'training python package/train.py --x'],
  ['torchrun --nnodes=2 --nproc_per_node=8 train.py a', 'training torchrun torchrun(2x8) train.py a'],
  ['torchrun --nproc-per-node gpu --nnodes 1:4 main.py', 'training torchrun torchrun(1:4xgpu) main.py'],
  ['torchrun --standalone --nproc_per_node $N train.py', 'training torchrun torchrun(1x$N) train.py'],
  ['torchrun --nproc_per_node=2 -m a.b', 'training torchrun torchrun(?x2) a/b.py'],
  ['torchrun --nproc_per_node=2 eval.py', 'other torchrun torchrun(?x2) eval.py'],
  ['python -m torch.distributed.run --nproc_per_node=4 x.py', 'training torchrun torchrun(?x4) x.py'],
  [
    'python -m torch.distributed.launch --use_env --nproc_per_node=4 x.py',
    'training torch.distributed.launch torch.distributed.launch(?x4) x.py',
  ],
  ['accelerate launch --multi_gpu --num_processes 8 --num_machines 2 t.py', 'training accelerate accelerate(2x4) t.py'],
  ['accelerate launch --num_processes=4 t.py', 'training accelerate accelerate(?x4) t.py'],
  ['accelerate launch --config_file c.yaml t.py', 'training accelerate accelerate(?x?) t.py'],
  ['accelerate config'],
  [
    'deepspeed --num_gpus 4 --num_nodes=2 t.py --deepspeed ds.json',
    'training deepspeed deepspeed(2x4) t.py --deepspeed ds.json',
  ],
  ['srun -N2 --ntasks-per-node=4 python train.py', 'training srun srun(2x4) train.py'],
  ['srun --exclusive python train.py', 'training srun srun(?x?) train.py'],
  ['srun --nodes=2 torchrun --nproc_per_node=8 train.py', 'training torchrun torchrun(2x8) train.py'],
  ['srun --ntasks=8 --nodes=4 bash -c "python train.py"', 'training srun srun(4x2) train.py'],
  ['srun hostname'],
  [
    'mpirun -np 8 -npernode 4 --allow-run-as-root -mca btl self -x A python train.py',
    'training mpirun mpirun(?x4) train.py',
  ],
  ['horovodrun -np 4 -H a:2,b:2 python train.py', 'training horovodrun horovodrun(?x?) train.py'],
];

const WRAPPED: readonly (readonly [command: string, ...told: readonly string[]])[] = [
  ['bash -lc "source activate x && jupyter lab --port=1"', 'jupyter Jupyter Lab :1/argument'],
  ["sh -c 'service ssh start; exec jupyter lab &'", 'ssh sshd :22/default', 'jupyter Jupyter Lab :8888/default'],
  ['exec tini -g -- env -u A B=1 nohup python train.py', 'training python train.py'],
  ['dumb-init --rewrite 15:2 -- torchrun t.py', 'training torchrun torchrun(?x?) t.py'],
  ['sudo -E -u jovyan tensorboard --logdir x', 'tensorboard TensorBoard :6006/default'],
  ['timeout -s KILL 5 nice -n 5 python train.py', 'training python train.py'],
  ['conda run --no-capture-output -n env python train.py', 'training python train.py'],
  ['uv run --with x train.py', 'training python train.py'],
  ['poetry run jupyter lab', 'jupyter Jupyter Lab :8888/default'],
  ['gosu user:group /usr/sbin/sshd -D', 'ssh sshd :22/default'],
  ['su - user -c "mlflow ui"', 'mlflow MLflow :5000/default'],
  ['singularity exec --nv -B /data image.sif python train.py', 'training python train.py'],
  [
    'if [ -n "$X" ]; then jupyter lab; else f() { sshd; }; fi',
    'jupyter Jupyter Lab :8888/default',
    'ssh sshd :22/default',
  ],
  ['/entrypoint.sh jupyter lab', 'jupyter Jupyter Lab :8888/default'],
  ['docker run -it image jupyter lab'],
  ['bash'],
  ['bash -l'],
  ['sleep infinity'],
  ['$PROGRAM lab'],
];

describe('addStartedServices', () => {
  it.each([...SERVERS, ...PROCESSES, ...WRAPPED])('%s', (command, ...expected) => {
    expect(told(start(command))).toEqual(expected);
  });

  it('joins owner, service and script by edges with places', () => {
    const fragment = start('cd /w && torchrun train.py');
    expect(fragment.edges.map(({ kind, from, to }) => `${kind} ${from} ${to}`)).toEqual([
      'starts stage:Dockerfile#0 service:stage:Dockerfile#0/torchrun train.py',
      'executes service:stage:Dockerfile#0/torchrun train.py script:train.py',
    ]);
    expect(fragment.edges[0]?.origins[0]).toMatchObject({ file: 'start.sh', line: 1, column: 10 });
  });

  it('shows an unknown program only as the main command', () => {
    expect(told(start('./my-server --x'))).toEqual([]);
    expect(told(start('set -e; ./my-server --x', { isMainCommand: true }))).toEqual(['other my-server']);
    expect(told(start('/start.sh a', { isMainCommand: true }))).toEqual(['other start.sh /start.sh a']);
    expect(told(start('sleep infinity', { isMainCommand: true }))).toEqual([]);
    expect(told(start('jupyter lab & ./other', { isMainCommand: true }))).toEqual([
      'jupyter Jupyter Lab :8888/default',
    ]);
  });

  it('puts in variables that are known', () => {
    const variable = (name: string) => ({ PORT: '8890', N: '4' })[name];
    expect(told(start('jupyter lab --port=${PORT:-1}', { variable }))).toEqual(['jupyter Jupyter Lab :8890/argument']);
    expect(told(start('torchrun --nproc_per_node=$N x.py', { variable }))).toEqual([
      'training torchrun torchrun(?x4) x.py',
    ]);
    expect(told(start("jupyter lab --port='$PORT'", { variable }))).toEqual(['jupyter Jupyter Lab']);
    const ports = (name: string) => (name === 'JUPYTER_PORT' ? '9001' : undefined);
    expect(told(start('jupyter lab', { variable: ports }))).toEqual(['jupyter Jupyter Lab :9001/config']);
    const branches = 'if x; then P=1; else P=2; fi; jupyter lab --port=$P';
    expect(told(start(`bash -c '${branches}'`))).toEqual(['jupyter Jupyter Lab']);
    expect(told(start('jupyter lab --port=${MISSING:-77}', { variable }))).toEqual([
      'jupyter Jupyter Lab :77/argument',
    ]);
  });

  it('looks into scripts that are known, with their variables and arguments', () => {
    const files: Record<string, string> = {
      '/start.sh': '#!/bin/bash\nPORT=${PORT:-8899}\n/usr/sbin/sshd\n. /more.sh\nexec "$@" --port=$PORT\n',
      '/more.sh': 'tensorboard --logdir x &\n. /more.sh\n',
      '/s.conf':
        '[supervisord]\nnodaemon=true\n[program:a]\ncommand=jupyter lab --port=1 ; note\n[program:b]\ncommand = /usr/sbin/sshd -D\n',
    };
    const openFile = (path: string) => {
      const source = createSourceText(path.slice(1), files[path] ?? '');
      return path in files ? { path: path.slice(1), source, span: { start: 0, end: source.text.length } } : undefined;
    };
    const fragment = start('/start.sh jupyter lab', { openFile });
    expect(told(fragment).slice(0, 2)).toEqual(['ssh sshd :22/default', 'tensorboard TensorBoard :6006/default']);
    expect(told(fragment).at(-1)).toBe('jupyter Jupyter Lab :8899/argument');
    expect(fragment.nodes[0]?.origins[0]).toMatchObject({ file: 'start.sh', line: 3 });
    expect(told(start('supervisord -n -c /s.conf', { openFile }))).toEqual([
      'jupyter Jupyter Lab :1/argument',
      'ssh sshd :22/default',
    ]);
    files['/tool'] = '#!/usr/bin/env -S python3 -u\nsshd\n';
    files['/other'] = '#!/usr/bin/perl\nsshd\n';
    expect(told(start('/tool --x', { openFile }))).toEqual(['other python tool --x']);
    expect(told(start('/other', { openFile, isMainCommand: true }))).toEqual(['other other']);
    expect(told(start('sshd', { sshPort: 2200 }))).toEqual(['ssh sshd :2200/config']);
  });

  it('takes exec forms as they are', () => {
    const place = { file: 'Dockerfile', line: 1, column: 1, endLine: 1, endColumn: 2 };
    const line = execCommandLine(
      ['jupyter', 'lab', '--port=$PORT'].map((value) => ({ value, place })),
      place,
    );
    const builder = createFragmentBuilder();
    if (line) addStartedServices(builder, 'stage:x#0', line, { variable: () => '1' });
    expect(told(builder.fragment())).toEqual(['jupyter Jupyter Lab']);
    expect(execCommandLine([], place)).toBeUndefined();
  });

  it('never throws, whatever the words', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'bash',
        '-c',
        '-lc',
        'exec',
        'srun',
        'torchrun',
        '-m',
        'python',
        'jupyter',
        'lab',
        '--port',
        '-p',
        '"',
        "'",
        '$@',
        '--',
        'env',
        'sudo',
        '-u',
        'constructor',
        '__proto__',
        'service',
        'uv',
        'run',
        '&&',
        ';',
        'su',
        'supervisord',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 15 }), (words) => {
        const context: StartContext = { isMainCommand: true, variable: () => words.join(' ') };
        expect(start(words.join(' '), context)).toEqual(start(words.join(' '), context));
      }),
      { numRuns: 200 },
    );
  });
});
