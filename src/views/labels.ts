import type { Language } from './diagram.js';

/** A text in every language that torchdock speaks; a forgotten one does not compile. */
type Text = Readonly<Record<Language, string>>;

/** Every word of our own that a picture shows, in English and Chinese. What files say is shown as they say it. */
const LABELS = {
  // Deployment: places
  hostGroup: { en: 'Local / cloud host', zh: '本地/云端主机' },
  host: { en: 'Physical server', zh: '物理服务器' },
  clusterGroup: { en: 'Kubernetes cluster', zh: 'Kubernetes 集群' },
  cluster: { en: 'Kubernetes', zh: 'Kubernetes' },
  slurmGroup: { en: 'Slurm cluster', zh: 'Slurm 集群' },
  slurm: { en: 'Slurm', zh: 'Slurm' },
  insideGroup: { en: 'Inside the container', zh: '容器内部环境' },
  accessGroup: { en: 'How users get in', zh: '用户接入方式' },
  imageGroup: { en: 'Image, not started by any file', zh: '镜像（没有文件启动它）' },
  // Deployment: containers
  dockerContainer: { en: 'Docker container', zh: 'Docker 容器' },
  podmanContainer: { en: 'Podman container', zh: 'Podman 容器' },
  composeContainer: { en: 'Container', zh: '容器' },
  devContainer: { en: 'Dev container', zh: '开发容器' },
  podContainer: { en: 'Pod container', zh: 'Pod 容器' },
  slurmContainer: { en: 'Slurm container', zh: 'Slurm 容器' },
  initContainer: { en: 'Init container', zh: 'Init 容器' },
  image: { en: 'Image', zh: '镜像' },
  builtFrom: { en: 'built from', zh: '构建自' },
  runs: { en: 'runs', zh: '运行' },
  profile: { en: 'profile', zh: 'profile' },
  dependsOn: { en: 'starts after', zh: '依赖' },
  memory: { en: 'memory', zh: '内存' },
  cpus: { en: 'CPUs', zh: '核 CPU' },
  sharedMemory: { en: 'shm', zh: '共享内存' },
  nodes: { en: 'nodes', zh: '个节点' },
  processPerNode: { en: 'process per node', zh: '个进程/节点' },
  processesPerNode: { en: 'processes per node', zh: '个进程/节点' },
  // Deployment: what is inside
  sshService: { en: 'SSH service', zh: 'SSH 服务' },
  training: { en: 'Training', zh: '训练' },
  port: { en: 'port', zh: '端口' },
  service: { en: 'Service', zh: '服务' },
  unknownService: { en: 'Unknown service', zh: '未知服务' },
  cudaToolkit: { en: 'CUDA Toolkit', zh: 'CUDA Toolkit' },
  cudaInWheel: { en: 'CUDA libraries of the wheel', zh: 'PyTorch 安装包自带的 CUDA 库' },
  versionNotPinned: { en: 'version not pinned', zh: '版本未固定' },
  neededBy: { en: 'needed by', zh: '来自' },
  versionUnknown: { en: 'version not stated', zh: '版本未注明' },
  allGpus: { en: 'all GPUs', zh: '全部 GPU' },
  gpu: { en: 'GPU', zh: 'GPU' },
  // Deployment: what a training box does
  epochs: { en: 'epochs', zh: '轮' },
  batchSize: { en: 'batch', zh: '批大小' },
  trains: { en: 'trains', zh: '训练' },
  saves: { en: 'saves', zh: '保存' },
  parameterWord: { en: 'parameters', zh: '个参数' },
  // Deployment: access
  developer: { en: 'Developer', zh: '开发者' },
  sshClient: { en: 'SSH client', zh: 'SSH 客户端' },
  browserAccess: { en: 'browser', zh: '浏览器访问' },
  sshLogin: { en: 'SSH login', zh: 'SSH 登录' },
  connects: { en: 'connects', zh: '连接' },
  sshOver: { en: 'SSH', zh: 'SSH' },
  chosenPort: { en: 'free port', zh: '空闲端口' },
  // Volumes
  volume: { en: 'volume', zh: '数据卷' },
  temporary: { en: 'temporary', zh: '临时' },
  inMemory: { en: 'in memory', zh: '内存文件系统' },
  readOnly: { en: 'read only', zh: '只读' },
  claim: { en: 'claim', zh: '持久卷申领' },
  configMap: { en: 'config map', zh: 'ConfigMap' },
  secret: { en: 'secret', zh: 'Secret' },
  // Image
  buildContext: { en: 'Build context', zh: '构建上下文' },
  baseImage: { en: 'Base image', zh: '基础镜像' },
  stage: { en: 'Stage', zh: '阶段' },
  result: { en: 'Image', zh: '镜像' },
  starts: { en: 'starts', zh: '启动' },
  exposes: { en: 'ports', zh: '端口' },
  asUser: { en: 'user', zh: '用户' },
  layer: { en: 'layer', zh: '层' },
  layers: { en: 'layers', zh: '层' },
  copy: { en: 'copy', zh: '复制' },
  from: { en: 'FROM', zh: 'FROM' },
  builds: { en: 'builds', zh: '构建' },
  assumed: { en: 'assumed', zh: '推测' },
  // Model
  blockInput: { en: 'in', zh: '输入' },
  tiedWeights: { en: 'tied weights', zh: '共享权重' },
  sharedWeights: { en: 'same weights', zh: '同一权重' },
  unknown: { en: 'not known', zh: '未知' },
  // Pipeline: what takes part
  dataset: { en: 'Dataset', zh: '数据集' },
  transforms: { en: 'Transforms', zh: '数据变换' },
  sampler: { en: 'Sampler', zh: '采样器' },
  collate: { en: 'Collate', zh: '批整理' },
  loader: { en: 'Loader', zh: '数据加载' },
  trainedModel: { en: 'Model', zh: '模型' },
  freeze: { en: 'Freeze weights', zh: '冻结权重' },
  device: { en: 'Device', zh: '设备' },
  transfer: { en: 'To device', zh: '移到设备' },
  compile: { en: 'Compile', zh: '编译' },
  precision: { en: 'Precision', zh: '精度' },
  parallel: { en: 'Parallel', zh: '并行' },
  loss: { en: 'Loss', zh: '损失' },
  scaler: { en: 'Gradient scaler', zh: '梯度缩放' },
  backward: { en: 'Backward', zh: '反向传播' },
  accumulation: { en: 'Accumulate gradients', zh: '梯度累积' },
  clip: { en: 'Clip gradients', zh: '梯度裁剪' },
  optimizer: { en: 'Optimizer', zh: '优化器' },
  optimizerStep: { en: 'Optimizer step', zh: '优化器更新' },
  zeroGrad: { en: 'Zero gradients', zh: '梯度清零' },
  scheduler: { en: 'Scheduler', zh: '学习率调度' },
  schedulerStep: { en: 'Scheduler step', zh: '调度更新' },
  ema: { en: 'Averaged weights', zh: '权重平均' },
  evaluation: { en: 'Evaluation', zh: '评估' },
  metric: { en: 'Metric', zh: '指标' },
  logging: { en: 'Logging', zh: '日志' },
  save: { en: 'Save checkpoint', zh: '保存检查点' },
  resume: { en: 'Resume', zh: '恢复训练' },
  export: { en: 'Export', zh: '导出' },
  seed: { en: 'Random seed', zh: '随机种子' },
  profiler: { en: 'Profiler', zh: '性能分析' },
  // Pipeline: loops and arrows
  epochLoop: { en: 'Epoch', zh: '训练轮次' },
  stepLoop: { en: 'Step', zh: '训练步' },
  accumulationLoop: { en: 'Accumulate gradients', zh: '累积梯度' },
  evaluationLoop: { en: 'Evaluation', zh: '评估' },
  otherLoop: { en: 'Loop', zh: '循环' },
  eachBatch: { en: 'for each batch', zh: '每个批次' },
  onlyMeasured: { en: 'measured, not trained', zh: '只评估，不训练' },
  byDefault: { en: 'default', zh: '默认' },
  updates: { en: 'updates', zh: '更新' },
  setsRate: { en: 'sets lr', zh: '调整 lr' },
  afterwards: { en: 'then', zh: '然后' },
  loads: { en: 'loads the model', zh: '载入模型' },
  // Folding
  more: { en: 'more', zh: '项' },
} as const satisfies Readonly<Record<string, Text>>;

export type LabelKey = keyof typeof LABELS;

export function label(key: LabelKey, language: Language): string {
  return LABELS[key][language];
}

/** Sentences under a picture. */
export const sentence = {
  assumedBuild: (language: Language, image: string, dockerfile: string): string =>
    language === 'zh'
      ? `没有文件说明 ${image} 由什么构建；此处推测为 ${dockerfile}。`
      : `No file says what builds ${image}; ${dockerfile} is assumed.`,
  notStarted: (language: Language, service: string): string =>
    language === 'zh'
      ? `${service} 已安装，端口也已开放，但没有文件启动它。`
      : `${service} is installed and its port is open, but no file starts it.`,
  alsoDescribed: (language: Language, image: string, places: string): string =>
    language === 'zh' ? `${image} 在别处也有运行命令：${places}。` : `${image} is also run by: ${places}.`,
  folded: (language: Language, count: number, what: string): string =>
    language === 'zh'
      ? `为便于阅读，折叠了 ${count} 个方框：${what}。`
      : `Folded to keep the picture readable: ${count} boxes (${what}).`,
  lostFile: (language: Language, path: string, saved: string, container: string): string =>
    language === 'zh'
      ? `${path}（${saved}）会随容器 ${container} 一起丢失：那里没有挂载数据卷。`
      : `${path} (${saved}) is lost with the container ${container}: no volume is mounted there.`,
  noContents: (language: Language, image: string): string =>
    language === 'zh'
      ? `这里没有 ${image} 的 Dockerfile，其内容未知。`
      : `What is inside ${image} is not known: its Dockerfile is not here.`,
  calledTimes: (language: Language, count: number): string =>
    language === 'zh' ? `调用 ${count} 次` : `called ${count} times`,
  modelDescription: (language: Language, name: string, total: string): string =>
    language === 'zh' ? `${name} 的结构：${total} 个参数。` : `Architecture of ${name}: ${total} parameters.`,
  modelTotal: (language: Language, total: string, trainable: string | undefined): string =>
    language === 'zh'
      ? `参数：${total}${trainable === undefined ? '' : `，其中可训练 ${trainable}`}。`
      : `Parameters: ${total}${trainable === undefined ? '' : `, of which ${trainable} are trained`}.`,
  modelFolded: (language: Language, what: string): string =>
    language === 'zh' ? `重复的模块只画一次：${what}。` : `Drawn once: ${what}.`,
  noFlow: (language: Language, reason: string): string =>
    language === 'zh'
      ? `数据流未知${reason === '' ? '' : `：${reason}`}；此处仅为模块树。`
      : `How data flows is not known${reason === '' ? '' : `: ${reason}`}; these are the modules only.`,
  modelUnknown: (language: Language, what: string): string =>
    language === 'zh' ? `未知：${what}` : `Not known: ${what}`,
  moreUnknown: (language: Language, count: number): string =>
    language === 'zh' ? `另有 ${count} 处未知。` : `${count} more parts are not known.`,
  onlyIf: (language: Language, what: string): string => (language === 'zh' ? `仅当 ${what}` : `if ${what}`),
  unless: (language: Language, what: string): string => (language === 'zh' ? `除非 ${what}` : `unless ${what}`),
  parameters: (language: Language, total: string, trained: string | undefined): string =>
    language === 'zh'
      ? `${total} 个参数${trained === undefined ? '' : `，可训练 ${trained}`}`
      : `${total} parameters${trained === undefined ? '' : `, ${trained} trained`}`,
  holds: (language: Language, what: string): string => (language === 'zh' ? `含 ${what}` : `holds ${what}`),
  pipelineDescription: (language: Language, name: string): string =>
    language === 'zh'
      ? `${name} 如何训练：数据、循环、模型、损失、优化器。`
      : `How ${name} trains: data, loops, model, loss, optimizer.`,
  pipelineArrows: (language: Language): string =>
    language === 'zh'
      ? '实线箭头：数据流向；粗箭头：改变所指之物；点线箭头：被其使用或先于其发生。'
      : 'Arrows: solid for data, thick for what changes what it points at, dotted for what is used by it or comes before it.',
  pipelineOptional: (language: Language): string =>
    language === 'zh'
      ? '虚线方框只在其所写条件成立时出现。'
      : 'Dashed boxes are there only under the condition that they name.',
  pipelineDoubts: (language: Language): string =>
    language === 'zh'
      ? '“?” 之后是源码原文，其值未知。'
      : 'After “?” stands the text of the script where its value is not known.',
  followedAs: (language: Language, command: string): string =>
    language === 'zh' ? `按此命令行读取：${command}。` : `Followed as it is started by: ${command}.`,
  followedByDefault: (language: Language): string =>
    language === 'zh' ? '按各开关的默认值读取。' : 'Followed with the defaults of its switches.',
  pipelineFolded: (language: Language, what: string): string =>
    language === 'zh' ? `合并为一个方框：${what}。` : `In one box each: ${what}.`,
  pipelineHidden: (language: Language, what: string): string =>
    language === 'zh' ? `此深度不显示：${what}。` : `Not shown at this depth: ${what}.`,
  notFollowed: (language: Language, what: string): string =>
    language === 'zh' ? `无法继续分析：${what}` : `Could not be followed: ${what}`,
  noTraining: (language: Language): string =>
    language === 'zh' ? '没有找到训练的任何部分。' : 'Nothing that trains was found in it.',
  notRun: (language: Language): string =>
    language === 'zh' ? '没有文件说明如何运行该镜像。' : 'No file says how this image is run.',
  unresolved: (language: Language, image: string, reason: string): string =>
    language === 'zh' ? `镜像 ${image} 无法确定：${reason}。` : `The image ${image} is not certain: ${reason}.`,
};
