import type { ImageReference } from './image-reference.js';
import type { PackageFacts, ServiceFacts } from './node.js';

/** What a reference says of itself: `pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime` holds torch 2.7.1, CUDA 12.6, cuDNN 9. */
export type Declared = Pick<PackageFacts, 'ecosystem' | 'name' | 'version'>;

/** The server that an image starts when it is run without a command. */
export type DeclaredServer = Pick<ServiceFacts, 'role' | 'program'> & {
  readonly port: number;
  /** True when what stands behind the image's name are arguments of the server, not another command. */
  readonly takesArguments?: boolean;
};

interface ImageFamily {
  /** Matches `registry/repository`. */
  readonly name: RegExp;
  /** Reads the tag, or the name where versions stand there; what neither says has no version, or is not said. */
  readonly declares: (tag: string, repository: string) => readonly (Declared | undefined)[];
}

const TORCH: Declared = { ecosystem: 'pip', name: 'torch' };
const JUPYTER: Declared = { ecosystem: 'pip', name: 'jupyterlab' };
const TENSORBOARD: Declared = { ecosystem: 'pip', name: 'tensorboard' };
const CUDA: Declared = { ecosystem: 'runtime', name: 'cuda' };
const CUDNN: Declared = { ecosystem: 'runtime', name: 'cudnn' };

/** Parts of a tag that name what their number belongs to: `torch2.6.0`, `cu124`, `cuda12.4`, `py310`, `ubuntu22.04`. */
function labelled(tag: string): readonly (Declared | undefined)[] {
  return [
    declared('pip', 'torch', /(?:^|[-_])(?:py|p)?t(?:orc)?h[-_]?(\d+\.\d+(?:\.\d+)?)/.exec(tag)),
    declared('runtime', 'cuda', /cuda(\d+(?:\.\d+)+)/.exec(tag)) ??
      compact('cuda', /(?:^|[-_])cu(\d{2})(\d)/.exec(tag)),
    declared('runtime', 'cudnn', /cudnn(\d+(?:\.\d+)*)/.exec(tag)),
    declared('runtime', 'rocm', /rocm(\d+(?:\.\d+)*)/.exec(tag)),
    declared('runtime', 'python', /(?:^|[-_])py(?:thon-?)?(\d\.\d+)/.exec(tag)) ??
      compact('python', /(?:^|[-_])py(\d)(\d{1,2})(?!\d)/.exec(tag)),
    declared('os', 'ubuntu', /ubuntu(\d+\.\d+)/.exec(tag)),
  ];
}

/** The same where the tag begins with the version of PyTorch. */
function torchFirst(tag: string): readonly (Declared | undefined)[] {
  return [declared('pip', 'torch', /^v?(\d+(?:\.\d+)+)/.exec(tag)) ?? TORCH, ...labelled(tag)];
}

/** Ubuntu by number or by the first word of its code name (releases.ubuntu.com, as of 2026-11). */
const UBUNTU_NAMES: Readonly<Record<string, string>> = {
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
};

function ubuntu(tag: string): Declared {
  const version = /^(\d+\.\d+)/.exec(tag)?.[1] ?? UBUNTU_NAMES[/^[a-z]+/.exec(tag)?.[0] ?? ''];
  return { ecosystem: 'os', name: 'ubuntu', ...(version === undefined ? {} : { version }) };
}

/**
 * Families whose names or tags have a documented scheme. Sources, as of 2026-11: the tag lists of Docker Hub for
 * `pytorch/pytorch`, `nvidia/cuda`, `rocm/pytorch`, `mosaicml/pytorch`, `runpod/pytorch`, `hiyouga/pytorch`, the official
 * images; NVIDIA's NGC catalog; the lists of AWS Deep Learning Containers and Google Deep Learning Containers.
 */
const FAMILIES: readonly ImageFamily[] = [
  {
    name: /^(?:docker|ghcr)\.io\/pytorch\/pytorch$/,
    declares: (tag) => [
      declared('pip', 'torch', /^(\d+(?:\.\d+)+)/.exec(tag)) ?? TORCH,
      declared('runtime', 'cuda', /cuda(\d+(?:\.\d+)*)/.exec(tag)),
      declared('runtime', 'cudnn', /cudnn(\d+(?:\.\d+)*)/.exec(tag)),
    ],
  },
  {
    name: /^(?:docker|ghcr|nvcr)\.io\/nvidia\/cuda$/,
    declares: (tag) => [
      declared('runtime', 'cuda', /^(\d+(?:\.\d+)*)/.exec(tag)),
      /-cudnn/.test(tag) ? (declared('runtime', 'cudnn', /cudnn(\d+)/.exec(tag)) ?? CUDNN) : undefined,
      declared('os', 'ubuntu', /ubuntu(\d+\.\d+)/.exec(tag)),
      declared('os', 'rockylinux', /rockylinux(\d+)/.exec(tag)),
      declared('os', 'centos', /centos(\d+)/.exec(tag)),
      declared('os', 'ubi', /ubi(\d+)/.exec(tag)),
    ],
  },
  // The monthly tags (`YY.MM-py3`) say no versions; JupyterLab and TensorBoard are in all of them.
  { name: /^nvcr\.io\/nvidia\/pytorch$/, declares: () => [TORCH, CUDA, CUDNN, JUPYTER, TENSORBOARD] },
  {
    name: /^nvcr\.io\/nvidia\/l4t-pytorch$|^docker\.io\/dustynv\/l4t-pytorch$/,
    declares: (tag) => [TORCH, ...labelled(tag)],
  },
  {
    name: /^docker\.io\/rocm\/pytorch$/,
    declares: (tag) => [
      declared('pip', 'torch', /pytorch_(?:release_)?(\d+(?:\.\d+)+)/.exec(tag)) ?? TORCH,
      declared('runtime', 'rocm', /rocm(\d+(?:\.\d+)*)/.exec(tag)),
      declared('os', 'ubuntu', /ubuntu(\d+\.\d+)/.exec(tag)),
      declared('runtime', 'python', /py(\d+\.\d+)/.exec(tag)),
    ],
  },
  { name: /^docker\.io\/(?:mosaicml|runpod|anibali)\/pytorch$/, declares: torchFirst },
  {
    name: /^docker\.io\/(?:hiyouga|pytorchlightning)\/pytorch(?:_lightning)?$/,
    declares: (tag) => [TORCH, ...labelled(tag)],
  },
  {
    name: /^docker\.io\/huggingface\/transformers-(?:all-latest|pytorch|pytorch-deepspeed)-.*gpu$/,
    declares: (tag) => [TORCH, ...labelled(tag)],
  },
  {
    name: /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/(?:huggingface-)?pytorch-(?:training|inference)$/,
    declares: torchFirst,
  },
  {
    name: /^public\.ecr\.aws\/deep-learning-containers\/(?:huggingface-)?pytorch-(?:training|inference)$/,
    declares: torchFirst,
  },
  {
    name: /\/(?:deeplearning-platform-release|vertex-ai)\/.*\bpytorch-[a-z]+\.\d+-\d+/,
    declares: (_tag, repository) => [
      compact('torch', /pytorch-[a-z]+\.(\d+)-(\d+)/.exec(repository), 'pip'),
      compact('python', /\.py(\d)(\d+)/.exec(repository)),
    ],
  },
  { name: /^mcr\.microsoft\.com\/azureml\/.*cuda/, declares: (_tag, repository) => labelled(repository) },
  {
    name: /^(?:docker|quay)\.io\/jupyter\/(?:base|minimal|scipy|datascience|pytorch|tensorflow|pyspark|all-spark|r|julia)-notebook$/,
    declares: (tag, repository) => [
      { ecosystem: 'conda', name: 'jupyterlab' },
      repository.endsWith('pytorch-notebook') ? { ecosystem: 'conda', name: 'pytorch' } : undefined,
      declared('runtime', 'cuda', /cuda(\d+)/.exec(tag)),
      declared('runtime', 'python', /python-(\d+\.\d+)/.exec(tag)),
    ],
  },
  { name: /^docker\.io\/library\/ubuntu$/, declares: (tag) => [ubuntu(tag)] },
  {
    name: /^docker\.io\/library\/debian$/,
    declares: (tag) => [
      declared('os', 'debian', /^(?!latest|stable)([a-z0-9.]+)/.exec(tag)) ?? { ecosystem: 'os', name: 'debian' },
    ],
  },
  {
    name: /^docker\.io\/library\/python$/,
    declares: (tag) => [
      declared('runtime', 'python', /^(\d+(?:\.\d+)*)/.exec(tag)),
      declared('os', 'debian', /(bookworm|bullseye|trixie|buster)/.exec(tag)),
      declared('os', 'alpine', /alpine(\d+(?:\.\d+)*)/.exec(tag)),
    ],
  },
];

function declared(ecosystem: Declared['ecosystem'], name: string, match: RegExpExecArray | null): Declared | undefined {
  return match?.[1] === undefined ? undefined : { ecosystem, name, version: match[1] };
}

/** `cu124` → CUDA 12.4, `py310` → Python 3.10: two numbers written as one. */
function compact(
  name: string,
  match: RegExpExecArray | null,
  ecosystem: Declared['ecosystem'] = 'runtime',
): Declared | undefined {
  return match?.[1] === undefined ? undefined : { ecosystem, name, version: `${match[1]}.${match[2] ?? '0'}` };
}

/** `docker.io/pytorch/pytorch`; mirrors that put the whole name behind their own are read through. */
function fullName({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`.replace(/^.*\/(?=(?:docker|ghcr|nvcr|quay)\.io\/)/, '');
}

/** What is in an image, as far as its reference says it. */
export function declaredContents(reference: ImageReference): readonly Declared[] {
  const name = fullName(reference);
  const family = FAMILIES.find((row) => row.name.test(name));
  const all = family?.declares(reference.tag ?? '', name).filter((item) => item !== undefined) ?? [];
  const best = (name: string): Declared | undefined =>
    all.find((item) => item.name === name && item.version !== undefined) ?? all.find((item) => item.name === name);
  return all.filter((item) => item === best(item.name));
}

const server = (role: ServiceFacts['role'], program: string, port: number): DeclaredServer => ({ role, program, port });
/** The server is the ENTRYPOINT. */
const entrypoint = (program: string, port: number): DeclaredServer => ({
  ...server('model-server', program, port),
  takesArguments: true,
});
const jupyter = server('jupyter', 'Jupyter Lab', 8888);

/**
 * Servers that images start by themselves, with the port that their own documentation gives (as of 2026-11): those that
 * serve models, notebooks and experiments, and the stores that stand beside them.
 */
const SERVERS: readonly (readonly [name: RegExp, server: DeclaredServer])[] = [
  [/^(?:docker|quay)\.io\/jupyter\/[a-z-]+-notebook$/, jupyter],
  [/^ghcr\.io\/huggingface\/text-generation-inference$/, entrypoint('Text Generation Inference', 80)],
  [/^ghcr\.io\/huggingface\/text-embeddings-inference$/, entrypoint('Text Embeddings Inference', 80)],
  [/^docker\.io\/vllm\/vllm-openai$/, entrypoint('vLLM', 8000)],
  [/^docker\.io\/ollama\/ollama$/, server('model-server', 'Ollama', 11434)],
  [/^docker\.io\/pytorch\/torchserve(?:-nightly)?$/, server('model-server', 'TorchServe', 8080)],
  [/^(?:docker\.io|ghcr\.io)\/open-webui\/open-webui$/, server('web', 'Open WebUI', 8080)],
  [/^docker\.io\/codercom\/code-server$/, server('code-server', 'code-server', 8080)],
  [/^docker\.io\/heartexlabs\/label-studio$/, server('web', 'Label Studio', 8080)],
  [/^docker\.io\/aimstack\/aim$/, server('web', 'Aim', 43800)],
  [/^docker\.io\/grafana\/grafana(?:-oss|-enterprise)?$/, server('web', 'Grafana', 3000)],
  [/^docker\.io\/prom\/prometheus$/, server('web', 'Prometheus', 9090)],
  [/^docker\.io\/library\/nginx$/, server('web', 'nginx', 80)],
  [/^docker\.io\/library\/redis$/, server('other', 'Redis', 6379)],
  [/^docker\.io\/(?:library\/postgres|pgvector\/pgvector)$/, server('other', 'PostgreSQL', 5432)],
  [/^docker\.io\/library\/(?:mysql|mariadb)$/, server('other', 'MySQL', 3306)],
  [/^docker\.io\/library\/mongo$/, server('other', 'MongoDB', 27017)],
  [/^docker\.io\/library\/rabbitmq$/, server('other', 'RabbitMQ', 5672)],
  [/^docker\.io\/qdrant\/qdrant$/, server('other', 'Qdrant', 6333)],
];

/** The server that an image of a known family starts. */
export function declaredServer(reference: ImageReference): DeclaredServer | undefined {
  const name = fullName(reference);
  return SERVERS.find(([pattern]) => pattern.test(name))?.[1];
}
