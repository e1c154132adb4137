import type { ServiceFacts, ServiceRole } from '../../graph/node.js';
import type { CommandWord } from '../word.js';
import { findOption, portOf } from './options.js';
import type { StartContext } from './started.js';

/** A server that is started by its own program. */
interface Server {
  readonly role: ServiceRole;
  /** As people name it. */
  readonly title: string;
  /** Options that take a port. */
  readonly port?: readonly string[];
  /** Options that take `host:port`. */
  readonly address?: readonly string[];
  /** Environment variable that gives the port when no option does. */
  readonly variable?: string;
  /** Port that its documentation gives when no option says one; absent when a configuration file decides. */
  readonly defaultPort?: number;
  /** Uses of the program that start no server (`--version`, `jupyter lab build`). */
  readonly not?: RegExp;
}

const ASKS = /^(?:--version|--help|-h)$/;
const jupyter = (title: string): Server => ({
  role: 'jupyter',
  title,
  port: ['--port', '--ServerApp.port', '--NotebookApp.port', '--LabApp.port'],
  variable: 'JUPYTER_PORT',
  defaultPort: 8888,
  not: /^(?:--generate-config|--version|--help|-h|build|clean|list|stop|password|path|paths)$/,
});
const sshd: Server = { role: 'ssh', title: 'sshd', port: ['-p', '-oPort'], defaultPort: 22, not: /^-[tTG]$/ };
const tensorboard: Server = {
  role: 'tensorboard',
  title: 'TensorBoard',
  port: ['--port', '-p'],
  defaultPort: 6006,
  not: /^(?:dev|--version|--help|--inspect)$/,
};
const web = (title: string, defaultPort: number): Server => ({
  role: 'web',
  title,
  port: ['--port', '-p'],
  defaultPort,
  not: ASKS,
});
const models = (title: string, defaultPort: number, port: readonly string[] = ['--port', '-p']): Server => ({
  role: 'model-server',
  title,
  port,
  defaultPort,
  not: ASKS,
});
const vllm = models('vLLM', 8000, ['--port']);

/**
 * By program, or program and subcommand. Default ports are those of each program's own documentation
 * (as of 2026-11): Jupyter Server, OpenSSH, TensorBoard, MLflow, code-server, Triton, TorchServe, uvicorn, Gunicorn, …
 */
const SERVERS: Readonly<Record<string, Server>> = {
  'jupyter lab': jupyter('Jupyter Lab'),
  'jupyter notebook': jupyter('Jupyter Notebook'),
  'jupyter server': jupyter('Jupyter Server'),
  'jupyter nbclassic': jupyter('Jupyter Notebook'),
  'jupyter-lab': jupyter('Jupyter Lab'),
  'jupyter-notebook': jupyter('Jupyter Notebook'),
  'jupyter-server': jupyter('Jupyter Server'),
  'jupyter-nbclassic': jupyter('Jupyter Notebook'),
  'start-notebook.sh': jupyter('Jupyter Lab'),
  'start-notebook.py': jupyter('Jupyter Lab'),
  jupyterhub: { role: 'jupyter', title: 'JupyterHub', port: ['--port'], defaultPort: 8000, not: ASKS },
  voila: web('Voilà', 8866),
  sshd,
  dropbear: { ...sshd, title: 'Dropbear SSH', port: ['-p'] },
  tensorboard,
  'mlflow ui': { role: 'mlflow', title: 'MLflow', port: ['--port', '-p'], defaultPort: 5000, not: ASKS },
  'mlflow server': { role: 'mlflow', title: 'MLflow', port: ['--port', '-p'], defaultPort: 5000, not: ASKS },
  'code-server': {
    role: 'code-server',
    title: 'code-server',
    port: ['--port'],
    address: ['--bind-addr'],
    defaultPort: 8080,
    not: /^(?:--install-extension|--list-extensions|--version|--help|-h)$/,
  },
  'openvscode-server': {
    role: 'code-server',
    title: 'OpenVSCode Server',
    port: ['--port'],
    defaultPort: 3000,
    not: ASKS,
  },
  tritonserver: models('Triton Inference Server', 8000, ['--http-port']),
  torchserve: { role: 'model-server', title: 'TorchServe', defaultPort: 8080, not: /^(?:--stop|--version|--help|-h)$/ },
  'vllm serve': vllm,
  'sglang serve': models('SGLang', 30000, ['--port']),
  'lmdeploy serve': models('LMDeploy', 23333, ['--server-port']),
  'llamafactory-cli webui': { role: 'web', title: 'LLaMA Board', defaultPort: 7860 },
  'llamafactory-cli api': models('LLaMA Factory API', 8000, []),
  'xinference-local': models('Xinference', 9997, ['--port', '-p']),
  infinity_emb: models('Infinity', 7997, ['--port']),
  'bentoml serve': models('BentoML', 3000),
  'ollama serve': { role: 'model-server', title: 'Ollama', defaultPort: 11434 },
  'text-generation-launcher': { ...models('Text Generation Inference', 3000), variable: 'PORT' },
  'ray start': { role: 'scheduler', title: 'Ray', port: ['--port'], defaultPort: 6379, not: /^--address/ },
  'dask scheduler': { role: 'scheduler', title: 'Dask scheduler', port: ['--port'], defaultPort: 8786 },
  'dask-scheduler': { role: 'scheduler', title: 'Dask scheduler', port: ['--port'], defaultPort: 8786 },
  uvicorn: { ...web('Uvicorn', 8000), variable: 'UVICORN_PORT' },
  gunicorn: { role: 'web', title: 'Gunicorn', address: ['--bind', '-b'], defaultPort: 8000, not: ASKS },
  hypercorn: { role: 'web', title: 'Hypercorn', address: ['--bind', '-b'], defaultPort: 8000, not: ASKS },
  'streamlit run': {
    role: 'web',
    title: 'Streamlit',
    port: ['--server.port'],
    variable: 'STREAMLIT_SERVER_PORT',
    defaultPort: 8501,
  },
  gradio: { role: 'web', title: 'Gradio', variable: 'GRADIO_SERVER_PORT', defaultPort: 7860, not: ASKS },
  'flask run': { ...web('Flask', 5000), variable: 'FLASK_RUN_PORT' },
  'fastapi run': web('FastAPI', 8000),
  'fastapi dev': web('FastAPI', 8000),
  'marimo edit': web('marimo', 2718),
  'marimo run': web('marimo', 2718),
  'aim up': web('Aim', 43800),
  'label-studio': web('Label Studio', 8080),
  visdom: { role: 'web', title: 'Visdom', port: ['-port', '--port'], defaultPort: 8097 },
  nginx: { role: 'web', title: 'nginx', not: /^-[tTvVh]$/ },
};

/** Modules that `python -m` runs in place of a program. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  jupyter: ['jupyter'],
  jupyterlab: ['jupyter', 'lab'],
  notebook: ['jupyter', 'notebook'],
  jupyter_server: ['jupyter', 'server'],
  tensorboard: ['tensorboard'],
  'tensorboard.main': ['tensorboard'],
  mlflow: ['mlflow'],
  uvicorn: ['uvicorn'],
  gunicorn: ['gunicorn'],
  hypercorn: ['hypercorn'],
  streamlit: ['streamlit'],
  flask: ['flask'],
  fastapi: ['fastapi'],
  marimo: ['marimo'],
  'visdom.server': ['visdom'],
  'vllm.entrypoints.openai.api_server': ['vllm', 'serve'],
  'vllm.entrypoints.api_server': ['vllm', 'serve'],
  'sglang.launch_server': ['sglang', 'serve'],
  'torch.distributed.run': ['torchrun'],
  'torch.distributed.launch': ['torch.distributed.launch'],
  'accelerate.commands.launch': ['accelerate', 'launch'],
  'deepspeed.launcher.runner': ['deepspeed'],
};

/** The words that `python -m module …` stands for, when the module is a program of its own. */
export function moduleProgram(module: string): readonly string[] | undefined {
  return Object.hasOwn(MODULES, module) ? MODULES[module] : undefined;
}

export interface RecognizedServer {
  readonly role: ServiceRole;
  readonly title: string;
  readonly port?: NonNullable<ServiceFacts['port']>;
}

/** The server that a command starts; `program` is its name without folder. */
export function recognizeServer(
  program: string,
  args: readonly CommandWord[],
  context: StartContext,
): RecognizedServer | undefined {
  const { server, rest } = findServer(program, args);
  if (!server || rest.some(({ value }) => server.not?.test(value))) return undefined;
  const port = portOfServer(server, rest, context);
  return { role: server.role, title: server.title, ...(port ? { port } : {}) };
}

function findServer(
  program: string,
  args: readonly CommandWord[],
): { readonly server: Server | undefined; readonly rest: readonly CommandWord[] } {
  if (Object.hasOwn(SERVERS, program)) return { server: SERVERS[program], rest: args };
  const at = args.findIndex(({ value }) => !value.startsWith('-'));
  const subcommand = `${program} ${args[at]?.value ?? ''}`;
  const server = Object.hasOwn(SERVERS, subcommand) ? SERVERS[subcommand] : undefined;
  return { server, rest: args.filter((_, index) => index !== at) };
}

/** An option whose value is not a number (a variable) leaves the port unknown; the default would be a guess. */
function portOfServer(
  server: Server,
  args: readonly CommandWord[],
  context: StartContext,
): ServiceFacts['port'] | undefined {
  const given = server.port && findOption(args, server.port);
  const address = server.address && findOption(args, server.address);
  const text = server.role === 'ssh' ? sshPortText(args, given) : (given?.value ?? address?.value.replace(/^.*:/, ''));
  if (text !== undefined) {
    const value = portOf(text);
    return value === undefined ? undefined : { value, from: 'argument' };
  }
  if (server.role === 'ssh' && context.sshPort !== undefined) return { value: context.sshPort, from: 'config' };
  const variable = server.variable === undefined ? undefined : portOf(context.variable?.(server.variable) ?? '');
  if (variable !== undefined) return { value: variable, from: 'config' };
  return server.defaultPort === undefined ? undefined : { value: server.defaultPort, from: 'default' };
}

/** `-p 2222`, `-o Port=2222`, `-oPort=2222`. */
function sshPortText(args: readonly CommandWord[], given: CommandWord | undefined): string | undefined {
  if (given) return given.value.replace(/^.*:/, '');
  const option = findOption(args, ['-o'])?.value;
  return option && /^Port[ =]/i.test(option) ? option.slice(5).trim() : undefined;
}
