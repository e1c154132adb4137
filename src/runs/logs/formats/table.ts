import type { LogFormat } from '../log-format.js';
import { csvFormat } from './csv.js';
import { deepspeedFormat } from './deepspeed.js';
import { detectron2Format } from './detectron2.js';
import { epochLineFormat } from './epoch-line.js';
import { imagenetFormat } from './imagenet.js';
import { jsonlFormat } from './json.js';
import { keyValueFormat } from './key-value.js';
import { lightningProfilerFormat } from './lightning-profiler.js';
import { llmcFormat } from './llm-c.js';
import { megatronFormat } from './megatron.js';
import { mmengineFormat } from './mmengine.js';
import { moddedNanogptFormat } from './modded-nanogpt.js';
import { nanogptFormat } from './nanogpt.js';
import { progressBarFormat } from './progress-bar.js';
import { timmFormat } from './timm.js';
import { torchtitanFormat } from './torchtitan.js';
import { torchvisionFormat } from './torchvision.js';
import { transformersFormat } from './transformers.js';
import { yoloFormat } from './yolo.js';

/** The one list. A line goes to the first that understands it, so the strict stand before the generous. */
export const LOG_FORMATS: readonly LogFormat[] = [
  transformersFormat,
  torchvisionFormat,
  timmFormat,
  mmengineFormat,
  imagenetFormat,
  detectron2Format,
  nanogptFormat,
  moddedNanogptFormat,
  llmcFormat,
  torchtitanFormat,
  megatronFormat,
  deepspeedFormat,
  yoloFormat,
  lightningProfilerFormat,
  progressBarFormat,
  jsonlFormat,
  csvFormat,
  epochLineFormat,
  keyValueFormat,
];
