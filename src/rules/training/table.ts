import { evaluatingRules } from './evaluating.js';
import { fileRules } from './files.js';
import { loadingRules } from './loading.js';
import { lossRules } from './losses.js';
import type { TrainingRule } from './rule.js';
import { scaleRules } from './scale.js';
import { steppingRules } from './stepping.js';

/** The one list of rules about training scripts, by family. */
export const TRAINING_RULES: readonly TrainingRule[] = [
  ...loadingRules,
  ...evaluatingRules,
  ...steppingRules,
  ...lossRules,
  ...fileRules,
  ...scaleRules,
];
