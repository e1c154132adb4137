import type { DiagramFact, Language } from '../../src/views/diagram.js';

/** Facts by their Chinese names. A fact that is not listed, and every fact in English, is named by its own words. */
const CHINESE_NAMES: Readonly<Record<string, string>> = {
  arguments: '参数',
  argv: '命令行',
  batchSize: '批大小',
  build: '构建版本',
  command: '命令',
  cpus: 'CPU',
  cuda: 'CUDA',
  cudnn: 'cuDNN',
  entrypoint: '入口命令',
  epochs: '轮数',
  folded: '已折叠',
  hiddenLayers: '隐藏的层',
  image: '镜像',
  instruction: '指令',
  isReadOnly: '只读',
  isStarted: '已启动',
  launcher: '启动方式',
  memoryBytes: '内存',
  model: '模型',
  names: '名称',
  network: '网络',
  optimizer: '优化器',
  parameters: '参数量',
  pids: '进程数',
  pipeline: '训练流程',
  platform: '平台',
  port: '端口',
  ports: '端口',
  precision: '精度',
  processesPerNode: '每节点进程数',
  program: '程序',
  purpose: '用途',
  python: 'Python',
  replicas: '副本数',
  role: '角色',
  script: '脚本',
  scriptPlace: '脚本位置',
  securityOption: '安全选项',
  sharedMemoryBytes: '共享内存',
  sizeBytes: '大小',
  source: '来源',
  specifier: '版本要求',
  style: '风格',
  summary: '内容',
  target: '挂载点',
  torch: 'PyTorch',
  type: '类型',
  user: '用户',
  workdir: '工作目录',
};

const ENGLISH_NAMES: Readonly<Record<string, string>> = {
  argv: 'command line',
  batchSize: 'batch size',
  cpus: 'CPUs',
  cuda: 'CUDA',
  cudnn: 'cuDNN',
  pids: 'processes',
  python: 'Python',
  torch: 'PyTorch',
  wheelCuda: 'CUDA of the wheel',
  workdir: 'working directory',
};

/** `sharedMemoryBytes` → `shared memory`. */
export function factName(name: string, language: Language): string {
  const known = (language === 'zh' ? CHINESE_NAMES : ENGLISH_NAMES)[name];
  if (known !== undefined) return known;
  return name
    .replace(/Bytes$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

export function factText(name: string, value: DiagramFact, language: Language): string {
  if (typeof value === 'boolean') return YES_NO[language][value ? 0 : 1];
  if (typeof value === 'object') return value.join(', ');
  if (typeof value === 'string') return value;
  if (name.endsWith('Bytes')) return sizeText(value);
  return name.startsWith('parameters') ? value.toLocaleString('en') : String(value);
}

const YES_NO: Readonly<Record<Language, readonly [string, string]>> = { en: ['yes', 'no'], zh: ['是', '否'] };

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

function sizeText(sizeBytes: number): string {
  const power = sizeBytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(sizeBytes) / 10));
  const value = sizeBytes / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${UNITS[power] ?? 'B'}`;
}
