import { array, assert, constantFrom, oneof, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText, lineText } from '../../../src/base/text.js';
import { readSpec, SPEC_FILE } from '../../../src/environment/spec/read-spec.js';

const GIB = 2 ** 30;

function read(text: string, folderName = 'ResNet 50') {
  return readSpec(createSourceText(SPEC_FILE, text), { folderName });
}

function codes(text: string): readonly string[] {
  return read(text).findings.map(({ code }) => code);
}

/** `CODE line:column` of each finding. */
function places(text: string): readonly string[] {
  return read(text).findings.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
}

const EVERYTHING = `name: resnet50
torch: "2.7"
cuda: "12.6"
python: 3.10
os: ubuntu22.04
gpu: A100
with: [torchvision, torchaudio]
accelerators: [cpu, cu126]
base: nvidia/cuda:12.6.3-base-ubuntu22.04
installer: uv
packages: { apt: [git], pip: ["numpy>=2"], requirements: [requirements.txt], compiles: true }
mirrors: { apt: http://mirror.example/ubuntu, pip: https://mirror.example/simple, torch: https://mirror.example/whl }
trust: { registries: [docker.io/nvidia], digests: required }
user: { name: trainer, uid: 1234 }
workspace: { source: ., target: /work }
volumes: { checkpoints: /work/checkpoints, runs: /work/runs }
mounts: [ ./data:/data:ro, /mnt/sets:/sets ]
env: { OMP_NUM_THREADS: 4, DEBUG: true, VERSION: 1.10 }
secrets: [HF_TOKEN]
jupyter: { port: 8890 }
ssh: { port: 2200, keys: [~/.ssh/id_ed25519.pub] }
ports: [6006, "127.0.0.1:8080:80"]
gpus: ["0", GPU-aaaa-bbbb]
limits: { memory: 16gb, cpus: 1.5, pids: 512, shm: 2gb }
command: python train.py --name 'a b'
`;

describe('readSpec', () => {
  it('reads every key', () => {
    const { spec, findings } = read(EVERYTHING);
    expect(findings).toEqual([]);
    const { places: where, ...rest } = spec;
    expect(where['torch']).toEqual({ file: SPEC_FILE, line: 2, column: 1, endLine: 2, endColumn: 6 });
    expect(rest).toEqual({
      name: 'resnet50',
      versions: {
        torch: '2.7',
        cuda: '12.6',
        python: '3.10',
        os: 'ubuntu22.04',
        gpu: 'A100',
        with: 'torchvision,torchaudio',
      },
      accelerators: ['cpu', 'cu126'],
      base: 'nvidia/cuda:12.6.3-base-ubuntu22.04',
      installer: 'uv',
      packages: { apt: ['git'], pip: ['numpy>=2'], requirements: ['requirements.txt'], compiles: true },
      mirrors: {
        apt: 'http://mirror.example/ubuntu',
        pip: 'https://mirror.example/simple',
        torch: 'https://mirror.example/whl',
      },
      trust: { registries: ['docker.io/nvidia'], requiresDigest: true },
      user: { name: 'trainer', uid: 1234 },
      workspace: { source: '.', target: '/work' },
      volumes: [
        { name: 'checkpoints', target: '/work/checkpoints' },
        { name: 'cache', target: '/home/trainer/.cache' },
        { name: 'runs', target: '/work/runs' },
      ],
      mounts: [
        { source: './data', target: '/data', isReadOnly: true },
        { source: '/mnt/sets', target: '/sets', isReadOnly: false },
      ],
      environment: { OMP_NUM_THREADS: '4', DEBUG: 'true', VERSION: '1.10' },
      secrets: ['HF_TOKEN'],
      jupyter: { port: 8890 },
      ssh: { port: 2200, keys: ['~/.ssh/id_ed25519.pub'] },
      ports: [
        { containerPort: 6006, hostPort: 6006, address: '127.0.0.1' },
        { containerPort: 80, hostPort: 8080, address: '127.0.0.1' },
      ],
      gpus: { kind: 'ids', ids: ['0', 'GPU-aaaa-bbbb'] },
      limits: { memoryBytes: 16 * GIB, cpus: 1.5, pids: 512, sharedMemoryBytes: 2 * GIB },
      command: ['python', 'train.py', '--name', 'a b'],
    });
  });

  it('fills in the usual values, without a file, for an empty one, and for keys without a value', () => {
    const none = readSpec(undefined, { folderName: 'ResNet 50 (v2)' });
    expect(none).toEqual({
      findings: [],
      spec: {
        name: 'resnet-50-v2',
        versions: {},
        accelerators: [],
        installer: 'pip',
        packages: { apt: [], pip: [], requirements: [], compiles: false },
        mirrors: {},
        trust: { requiresDigest: false },
        user: { name: 'torch', uid: 'host' },
        workspace: { source: '.', target: '/workspace' },
        volumes: [
          { name: 'checkpoints', target: '/workspace/checkpoints' },
          { name: 'cache', target: '/home/torch/.cache' },
        ],
        mounts: [],
        environment: {},
        secrets: [],
        jupyter: { port: 8888 },
        ports: [],
        gpus: { kind: 'auto' },
        limits: { pids: 4096, sharedMemoryBytes: 8 * GIB },
        places: {},
      },
    });
    expect(read('', 'ResNet 50 (v2)')).toEqual(none);
    const { spec, findings } = read('torch:\njupyter:\npackages:\n  apt:\nlimits:\n', 'ResNet 50 (v2)');
    expect({ spec: { ...spec, places: {} }, findings }).toEqual(none);
  });

  it('names a folder of other letters', () => {
    expect(read('', '日本').spec.name).toBe('project');
    expect(read('', '..').spec.name).toBe('project');
  });

  it.each([
    ['jupyter: false', { jupyter: undefined }],
    ['jupyter: true', { jupyter: { port: 8888 } }],
    ['ssh: true', { ssh: { port: 2222, keys: [] } }],
    ['gpus: none', { gpus: { kind: 'none' }, limits: { pids: 4096, sharedMemoryBytes: GIB } }],
    ['gpus: 0', { gpus: { kind: 'none' } }],
    ['gpus: 2', { gpus: { kind: 'count', count: 2 } }],
    ['gpus: all', { gpus: { kind: 'all' } }],
    ['gpus: [0, 1]', { gpus: { kind: 'ids', ids: ['0', '1'] } }],
    ['limits: { memory: 4gb }', { limits: { memoryBytes: 4 * GIB, pids: 4096, sharedMemoryBytes: 2 * GIB } }],
    ['volumes: { cache: false }', { volumes: [{ name: 'checkpoints', target: '/workspace/checkpoints' }] }],
    ['workspace: src', { workspace: { source: 'src', target: '/workspace' } }],
    ['command: [bash, -c, "a | b\\nc"]', { command: ['bash', '-c', 'a | b\nc'] }],
    ['python: 3.10', { versions: { python: '3.10' } }],
    ['torch: 2.10', { versions: { torch: '2.10' } }],
    ['ports: ["[::1]:8080:80"]', { ports: [{ containerPort: 80, hostPort: 8080, address: '::1' }] }],
  ])('takes %s', (text, expected) => {
    const { spec, findings } = read(text);
    expect(findings).toEqual([]);
    for (const [key, value] of Object.entries(expected)) expect(spec[key as 'name']).toEqual(value);
  });

  it.each([
    ['torhc: "2.7"', 'SPC-01', 'Did you mean torch?'],
    ['limits: { memroy: 16gb }', 'SPC-01', 'Did you mean memory?'],
    ['__proto__: { name: x }', 'SPC-01', 'docs/spec.md lists every key.'],
    ['installer: conda', 'SPC-02', undefined],
    ['with: [torchvison]', 'SPC-02', 'Did you mean torchvision?'],
    ['torch: latest', 'SPC-02', undefined],
    ['cuda: twelve', 'SPC-02', undefined],
    ['packages: [git]', 'SPC-02', undefined],
    ['jupyter: yes', 'SPC-02', undefined],
    ['env: { A: }', 'SPC-02', undefined],
    ['env: { A: [1] }', 'SPC-02', undefined],
    ['env: { A: "1\\n2" }', 'SPC-02', undefined],
    ['mirrors: { pip: "ftp://x" }', 'SPC-02', undefined],
    ['gpus: -1', 'SPC-02', undefined],
    ['user: { uid: 0 }', 'SPC-02', undefined],
    ['ssh: { keys: [~/.ssh/id_ed25519] }', 'SPC-02', undefined],
    ['limits: { memory: 16 }', 'SPC-03', expect.stringContaining('bytes')],
    ['limits: { cpus: four }', 'SPC-03', undefined],
    ['limits: { shm: 999999999999999999tb }', 'SPC-03', expect.anything()],
    ['ports: [70000]', 'SPC-04', undefined],
    ['ports: ["53:53/udp"]', 'SPC-04', undefined],
    ['jupyter: { port: 0 }', 'SPC-04', undefined],
    ['workspace: /home/me', 'SPC-05', 'A folder elsewhere is bound with mounts.'],
    ['workspace: ../other', 'SPC-05', expect.anything()],
    ['packages: { requirements: [a/../../x.txt] }', 'SPC-05', undefined],
    ['volumes: { data: /usr }', 'SPC-05', undefined],
    ['volumes: { data: /data/../etc }', 'SPC-05', undefined],
    ['mounts: [data:/data]', 'SPC-05', undefined],
    ['mounts: [./data:/run/secrets]', 'SPC-05', undefined],
    ['name: ResNet', 'SPC-06', undefined],
    ['name: "a\\0b"', 'SPC-06', undefined],
    ['volumes: { "a b": /data }', 'SPC-06', undefined],
    ['env: { "A-B": 1 }', 'SPC-06', undefined],
    ['packages: { apt: ["git; curl evil"] }', 'SPC-06', undefined],
    ['packages: { pip: ["-r x.txt"] }', 'SPC-06', undefined],
    ['base: "ubuntu:22.04 AS x"', 'SPC-06', undefined],
    ['user: { name: root }', 'SPC-06', undefined],
    ['ports: ["8080:80", "8080:81"]', 'SPC-07', expect.anything()],
    ['ports: [8888]', 'SPC-07', expect.anything()],
    ['volumes: { a: /data }\nmounts: [./x:/data/]', 'SPC-07', expect.anything()],
    ['env: { A: 1 }\nsecrets: [A]', 'SPC-07', expect.anything()],
    ['env: { JUPYTER_TOKEN: 1 }', 'SPC-07', expect.anything()],
    ['secrets: [JUPYTER_TOKEN]', 'SPC-07', expect.anything()],
    ['volumes: { a: /workspace }', 'SPC-08', expect.anything()],
    ['workspace: { target: /a/b }\nmounts: [./x:/a]', 'SPC-08', expect.anything()],
    ['ssh: { port: 22 }', 'SPC-09', expect.anything()],
    ['ports: [80]', 'SPC-09', expect.anything()],
    ['env: { HF_TOKEN: hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ }', 'SPC-10', expect.stringContaining('secrets: [HF_TOKEN]')],
    ['env: { X: ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ01234 }', 'SPC-10', expect.anything()],
    ['env: { DB_PASSWORD: hunter2 }', 'SPC-10', expect.anything()],
    ['mirrors: { pip: "https://me:pw@mirror.example/simple" }', 'SPC-10', expect.anything()],
    ['packages: { pip: ["x @ git+https://tok@host/x"] }', 'SPC-10', expect.anything()],
    ['ports: ["0.0.0.0:9999:8888"]', 'SPC-11', expect.anything()],
    ['- a', 'SPC-12', expect.anything()],
    ['just a text', 'SPC-12', expect.anything()],
    ['name: a\n---\nname: b', 'SPC-12', expect.anything()],
    ['limits: { memory: 8gb, shm: 8gb }', 'SPC-13', expect.anything()],
    ['command: python train.py | tee log', 'SPC-14', expect.anything()],
    ['command: python $SCRIPT', 'SPC-14', expect.anything()],
    ['command: python *.py', 'SPC-14', expect.anything()],
    ['command: sleep 1 &', 'SPC-14', expect.anything()],
    ['mounts: [/var/run/docker.sock:/x]', 'SPC-15', expect.anything()],
    ['mounts: [/mnt/..:/host]', 'SPC-15', expect.anything()],
    ['mounts: ["~:/home/x/y"]', 'SPC-15', expect.anything()],
    ['torch: [', 'DAT-01', expect.anything()],
    ['torch: 2.6\ntorch: 2.7', 'DAT-02', expect.anything()],
  ])('says of %s: %s', (text, code, hint) => {
    const { findings } = read(text);
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(findings.find((finding) => finding.code === code)?.hint).toEqual(hint);
  });

  it.each([
    'env: { TOKENIZERS_PARALLELISM: false, MAX_TOKENS: 4096, MY_TOKEN: "", TOKEN_PATH: /run/secrets/x }',
    'command: python -m pytest "tests/*.py"',
    'ports: ["127.0.0.1:9999:8888"]',
    'packages: { pip: ["x @ git+ssh://git@host/x", ./wheels/a.whl] }',
  ])('says nothing of %s', (text) => {
    expect(codes(text)).toEqual([]);
  });

  it('says each problem once, where it stands, and keeps the rest', () => {
    const text = [
      'name: resnet50',
      'prots: [1]',
      'ports:',
      '  - 6006',
      '  - 70000',
      '  - x',
      'limits:',
      '  memory: 16',
      '  cpus: 4',
      'ssh:',
      '  prot: 22',
      '  keys: [~/.ssh/a.pub, ~/.ssh/b]',
      'env:',
      '  GOOD: 1',
      '  BAD-NAME: 2',
    ].join('\n');
    expect([...places(text)].sort()).toEqual([
      'SPC-01 11:3',
      'SPC-01 2:1',
      'SPC-02 12:24',
      'SPC-03 8:11',
      'SPC-04 5:5',
      'SPC-04 6:5',
      'SPC-06 15:3',
    ]);
    const { spec } = read(text);
    expect(spec.ports.map(({ hostPort }) => hostPort)).toEqual([6006]);
    expect(spec.limits.cpus).toBe(4);
    expect(spec.ssh).toEqual({ port: 2222, keys: ['~/.ssh/a.pub'] });
    expect(spec.environment).toEqual({ GOOD: '1' });
  });

  it('takes nothing from prototypes', () => {
    const { spec } = read('env: { __proto__: 1, constructor: 2 }\nvolumes: { __proto__: /x }');
    expect(spec.environment).toEqual({ constructor: '2' });
    expect(Object.getPrototypeOf(spec.environment)).toBe(Object.prototype);
    expect(codes('env: { __proto__: 1 }')).toEqual([]);
    expect(codes('limits: { constructor: 1 }')).toEqual(['SPC-01']);
  });

  it.each([
    ['deep nesting', `env: ${'['.repeat(5000)}`],
    [
      'a bomb of aliases',
      `a: &a [x]\n${'bcdefghijk'.replace(/./g, (c, at: number) => `${c}: &${c} [${`*${'abcdefghij'[at]},`.repeat(20)}]\n`)}`,
    ],
    ['very many ports', `ports: [${'99999,'.repeat(100_000)}]`],
    ['very many keys', Array.from({ length: 50_000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['too long a file', '#'.repeat(3_000_000)],
  ])('bears %s', (_name, text) => {
    const { findings } = read(text);
    expect(findings.length).toBeLessThanOrEqual(50);
    expect(read(text).spec.name).toBe('resnet-50');
  });
});

describe('any text', () => {
  const key = constantFrom(...(EVERYTHING.match(/^\w+(?=:)/gm) ?? []), '__proto__', 'x');
  const value = oneof(
    constantFrom(
      'true',
      '~',
      '[',
      '{}',
      '[[], {}]',
      '{ port: x, keys: 1 }',
      '{ a: { b: [1] } }',
      '"\\0"',
      '!x y',
      '*a',
      '&a 1',
      '|',
      '"\u001b[31m"',
      '{ __proto__: 1 }',
      '-1',
      '1e999',
      '{ source: [] }',
    ),
    string({ unit: 'binary', maxLength: 12 }),
  );
  const line = tuple(key, value).map(([one, other]) => `${one}: ${other}`);
  const anySpec = oneof(
    array(line, { maxLength: 8 }).map((lines) => lines.join('\n')),
    string({ unit: 'binary' }),
  );

  it('never throws, and its findings lie in the text', () => {
    assert(
      property(anySpec, (text) => {
        const source = createSourceText(SPEC_FILE, text);
        const { spec, findings } = readSpec(source, { folderName: text });
        expect(spec.name).toMatch(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/);
        for (const { place } of findings) {
          expect(place?.line).toBeLessThanOrEqual(source.lineStarts.length);
          expect(place?.endColumn).toBeLessThanOrEqual(lineText(source, place?.endLine ?? 0).length + 2);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
