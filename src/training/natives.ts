import type { NativeModule, Natives } from '../python/machine.js';
import { frameworkModule, frameworkSource } from './frameworks/frameworks.js';

/**
 * Libraries that are known by what is called, not by what they do: even where their sources are installed nobody wants to see
 * the inside of a transform, or of an optimizer. Modules by their full names; a member of one that is no module here is known
 * by its name only.
 */
const BY_NAME: ReadonlySet<string> = new Set(
  [
    'torch.cuda torch.cuda.amp torch.cuda.amp.grad_scaler torch.amp torch.mps torch.xpu torch.random torch.profiler torch.multiprocessing',
    'torch.backends torch.backends.cudnn torch.backends.cuda torch.backends.mps torch.onnx torch.export torch.distributions',
    'torch.distributed torch.distributed.fsdp torch.distributed.fsdp.wrap torch.distributed.checkpoint torch.distributed.device_mesh',
    'torch.distributed.optim torch.distributed.tensor torch.distributed.tensor.parallel torch.distributed.elastic',
    'torch.distributed.algorithms.join torch.nn.parallel torch.nn.parallel.distributed',
    'torch.optim torch.optim.lr_scheduler torch.optim.swa_utils torch.optim.optimizer',
    'torch.utils.data torch.utils.data.distributed torch.utils.data.dataset torch.utils.data.dataloader torch.utils.data.sampler',
    'torch.utils.tensorboard torch.utils.tensorboard.writer torch.utils.bottleneck',
    'torchvision.datasets torchvision.transforms torchvision.transforms.v2 torchvision.transforms.functional torchvision.io torchvision.utils',
    'torchaudio torchaudio.datasets torchaudio.transforms torchtext torchmetrics tqdm tqdm.auto wandb mlflow tensorboardX datasets',
    'evaluate accelerate accelerate.utils deepspeed apex apex.amp horovod horovod.torch ray albumentations webdataset sklearn',
    'sklearn.metrics sklearn.model_selection pandas matplotlib matplotlib.pyplot cv2 PIL PIL.Image safetensors safetensors.torch',
  ].flatMap((line) => line.split(' ')),
);

/** Goes before what torch and the repository know. */
export function libraryNatives(): Natives {
  const made = new Map<string, NativeModule>();
  return {
    module: (name) => {
      const known = made.get(name) ?? frameworkModule(name);
      if (!known && !BY_NAME.has(name)) return undefined;
      const module = known ?? { name, names: () => [], member: () => undefined };
      made.set(name, module);
      return module;
    },
    source: frameworkSource,
  };
}
