import { baseImageRules } from './compatibility/base-image.js';
import { buildRules } from './compatibility/builds.js';
import { companionRules } from './compatibility/companions.js';
import { pythonRules } from './compatibility/python.js';
import { systemRules } from './compatibility/system.js';
import type { Rule } from './rule.js';

/** Do the versions go together? Held against the tables of facts; what is newer than these is never an error. */
export const compatibilityRules: readonly Rule[] = [
  ...buildRules,
  ...companionRules,
  ...pythonRules,
  ...baseImageRules,
  ...systemRules,
];
