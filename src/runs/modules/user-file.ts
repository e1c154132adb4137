/**
 * Whether a file that a frame names is the user's own, and not of Python or an installed package. The profiler takes the
 * folders of `sys.path` off its paths, so that packages begin with their own name, and the modules of Python and the
 * user's script have no folder at all: those are known by name.
 */
export function isUserFile(file: string): boolean {
  const path = file.replaceAll('\\', '/');
  if (path.startsWith('<') || /(^|\/)(site|dist)-packages\//.test(path)) return false;
  if (/(^|\/)lib\/python\d/.test(path) || /\/Lib\/[^/]+\.py$/.test(path)) return false;
  if (path.startsWith('/') || /^[A-Za-z]:\//.test(path)) return true;
  const first = path.split('/', 1)[0] ?? '';
  const name = first.replace(/\.pyx?$/, '');
  return !PYTHON.has(name) && !PACKAGES.has(name);
}

/** Modules of Python that stand on stacks; not those whose names users give to scripts (`profile`, `trace`, `code`). */
const PYTHON: ReadonlySet<string> = new Set(
  (
    'abc ast asyncio base64 bdb bisect bz2 codecs collections concurrent configparser contextlib contextvars copy copyreg ' +
    'csv ctypes dataclasses datetime decimal enum fnmatch fractions functools genericpath gettext glob gzip hashlib heapq ' +
    'hmac html http importlib inspect io ipaddress json keyword linecache locale logging lzma multiprocessing numbers ' +
    'opcode operator optparse os pathlib pdb pickle pkgutil platform posixpath pprint queue random re reprlib runpy sched ' +
    'secrets selectors shlex shutil signal socket socketserver sqlite3 sre_compile sre_parse ssl string struct subprocess ' +
    'tarfile tempfile textwrap threading timeit tokenize traceback tracemalloc types typing unittest urllib uuid warnings ' +
    'weakref xml zipfile zipimport zoneinfo argparse email difflib'
  ).split(' '),
);

/** Packages that training runs through. */
const PACKAGES: ReadonlySet<string> = new Set(
  (
    'torch torchvision torchaudio torchtext torchdata torchrec torchao torchtune torchmetrics functorch torch_xla numpy PIL ' +
    'cv2 scipy sklearn pandas pyarrow transformers accelerate datasets tokenizers safetensors huggingface_hub peft trl ' +
    'diffusers evaluate bitsandbytes lightning pytorch_lightning lightning_fabric lightning_utilities timm deepspeed apex ' +
    'megatron transformer_engine flash_attn xformers triton einops fairscale fairseq composer streaming ignite mmcv ' +
    'mmengine mmdet mmseg ultralytics detectron2 fvcore iopath hydra omegaconf absl fire click typer tqdm rich wandb ' +
    'tensorboard tensorboardX tensorflow jax mlflow comet_ml neptune clearml aim ray optuna kornia albumentations imgaug ' +
    'webdataset decord av librosa soundfile spacy nltk sentencepiece tiktoken yaml requests urllib3 fsspec s3fs aiohttp ' +
    'matplotlib seaborn plotly networkx sympy psutil cloudpickle dill joblib numba h5py zarr pydantic attr attrs jinja2 ' +
    'IPython ipykernel jupyter_client traitlets tornado zmq debugpy pytest _pytest pluggy coverage setuptools pkg_resources ' +
    'typing_extensions packaging monai torchio e3nn torch_geometric torch_scatter dgl pytorch3d gym gymnasium stable_baselines3 ' +
    'schedulefree lion_pytorch nvidia dali fbgemm_gpu vllm onnx onnxruntime tensorrt dask cupy open_clip sentence_transformers'
  ).split(' '),
);
