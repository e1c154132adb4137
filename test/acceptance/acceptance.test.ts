import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../setup/golden.js';
import { runProgram } from '../setup/program.js';

const COMMAND =
  'docker run -it --gpus all -p 8888:8888 -p 2222:22 -v $(pwd)/workspace:/root/workspace pytorch-cuda:2.7';
const FOLDER = 'fixtures/acceptance';

/** What a person drew of the same system, in both languages; see fixtures/acceptance/Dockerfile for the image. */
const DRAWN = {
  zh: {
    groups: ['本地/云端主机', '容器内部环境', '用户接入方式'],
    nodes: [
      '物理服务器',
      'Docker 容器',
      'Jupyter Lab\n端口 8888',
      'SSH 服务\n端口 22',
      'PyTorch 2.7 + CUDA',
      'CUDA Toolkit + cuDNN',
      'NVIDIA GPU',
      '开发者',
      'SSH 客户端',
    ],
    edges: [
      ['物理服务器', '运行', 'Docker 容器'],
      ['开发者', '浏览器访问', 'Jupyter Lab'],
      ['开发者', 'SSH 登录', 'SSH 客户端'],
      ['SSH 客户端', '2222 → 22', 'SSH 服务'],
      ['Docker 容器', '', 'Jupyter Lab'],
      ['Docker 容器', '', 'SSH 服务'],
      ['Docker 容器', '', 'PyTorch 2.7 + CUDA'],
      ['Docker 容器', '', 'CUDA Toolkit + cuDNN'],
      ['PyTorch 2.7 + CUDA', '', 'NVIDIA GPU'],
      ['CUDA Toolkit + cuDNN', '', 'NVIDIA GPU'],
      ['./workspace', '/root/workspace', 'Docker 容器'],
    ],
  },
  en: {
    groups: ['Local / cloud host', 'Inside the container', 'How users get in'],
    nodes: [
      'Physical server',
      'Docker container',
      'Jupyter Lab\nport 8888',
      'SSH service\nport 22',
      'PyTorch 2.7 + CUDA',
      'CUDA Toolkit + cuDNN',
      'NVIDIA GPU',
      'Developer',
      'SSH client',
    ],
    edges: [
      ['Physical server', 'runs', 'Docker container'],
      ['Developer', 'browser', 'Jupyter Lab'],
      ['Developer', 'SSH login', 'SSH client'],
      ['SSH client', '2222 → 22', 'SSH service'],
      ['Docker container', '', 'Jupyter Lab'],
      ['Docker container', '', 'SSH service'],
      ['Docker container', '', 'PyTorch 2.7 + CUDA'],
      ['Docker container', '', 'CUDA Toolkit + cuDNN'],
      ['PyTorch 2.7 + CUDA', '', 'NVIDIA GPU'],
      ['CUDA Toolkit + cuDNN', '', 'NVIDIA GPU'],
      ['./workspace', '/root/workspace', 'Docker container'],
    ],
  },
} as const;

interface Drawn {
  readonly schema: string;
  readonly groups: readonly { readonly title: string }[];
  readonly nodes: readonly {
    readonly id: string;
    readonly label: string;
    readonly origin: { readonly file: string; readonly line: number };
  }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label?: string }[];
}

describe.each(['zh', 'en'] as const)('the acceptance picture in %s', (language) => {
  const out = mkdtempSync(join(tmpdir(), 'torchdock-acceptance-'));
  const draw = (...args: readonly string[]) =>
    runProgram(['draw', 'deployment', '--lang', language, '--run', COMMAND, ...args], { cwd: FOLDER });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  let drawn: Drawn;
  beforeAll(async () => {
    drawn = JSON.parse((await draw('--json')).stdout) as Drawn;
  });

  it('has the groups, the boxes and the arrows of the drawing, and what the drawing forgot, and nothing else', () => {
    const { groups, nodes, edges } = DRAWN[language];
    expect(drawn.schema).toBe('diagram/1');
    expect(drawn.groups.map(({ title }) => title).sort()).toEqual([...groups].sort());
    const find = (text: string) => drawn.nodes.filter(({ label }) => label.startsWith(text));
    for (const text of nodes) expect(find(text), text).toHaveLength(1);
    expect(drawn.nodes).toHaveLength(nodes.length + 1);
    for (const [from, label, to] of edges) {
      const between = drawn.edges.filter((edge) => edge.from === find(from)[0]?.id && edge.to === find(to)[0]?.id);
      expect(between, `${from} → ${to}`).toHaveLength(1);
      expect(between[0]?.label ?? '').toContain(label);
    }
    expect(drawn.edges).toHaveLength(edges.length);
  });

  it('ties every box to the line that says it', () => {
    for (const { label, origin } of drawn.nodes) expect(['--run', 'Dockerfile'], label).toContain(origin.file);
    const jupyter = drawn.nodes.find(({ label }) => label.startsWith('Jupyter'));
    expect(jupyter?.origin).toMatchObject({ file: 'Dockerfile', line: 13 });
  });

  it('comes out as Mermaid', async () => {
    const { status, stdout, stderr } = await draw();
    expect(status).toBe(0);
    expectGolden(`${FOLDER}/expected.${language}.mmd`, stdout);
    expect(stderr).toContain('pytorch-cuda:2.7');
  });

  it('comes out as SVG with its texts, and as PNG', async () => {
    const svg = join(out, 'picture.svg');
    const png = join(out, 'picture.png');
    expect((await draw('-o', svg)).status).toBe(0);
    const text = readFileSync(svg, 'utf8');
    for (const label of DRAWN[language].nodes) expect(text).toContain((label.split('\n')[0] ?? '').split(' ')[0]);
    expect(text).not.toContain('<foreignObject');
    expect((await draw('-o', png)).status).toBe(0);
    const bytes = readFileSync(png);
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(800);
  });

  it('stands in the README of the example, of its own Dockerfile', () => {
    const readme = readFileSync('examples/resnet50/README.md', 'utf8');
    const begin = readme.indexOf(`torchdock:begin id=${language === 'zh' ? 'run-zh' : 'run'} `);
    const block = readme.slice(begin, readme.indexOf('torchdock:end', begin));
    expect(block).toContain(COMMAND);
    const { groups, nodes } = DRAWN[language];
    for (const text of [...groups, ...nodes]) expect(block).toContain(text.replace('\n', '<br>'));
  });
});
