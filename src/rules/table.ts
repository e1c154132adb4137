import { acceleratorRules } from './accelerator.js';
import { jupyterRules } from './jupyter.js';
import { privilegeRules } from './privileges.js';
import { remoteAccessRules } from './remote-access.js';
import { reproducibilityRules } from './reproducibility.js';
import type { Rule } from './rule.js';
import { sharedMemoryRules } from './shared-memory.js';

/** The one list of rules, by family. */
export const RULES: readonly Rule[] = [
  ...acceleratorRules,
  ...jupyterRules,
  ...privilegeRules,
  ...remoteAccessRules,
  ...reproducibilityRules,
  ...sharedMemoryRules,
];
