import { acceleratorRules } from './accelerator.js';
import { compatibilityRules } from './compatibility.js';
import { gpuAccessRules } from './gpu-access.js';
import { hardeningRules } from './hardening.js';
import { imageHygieneRules } from './image-hygiene.js';
import { jupyterRules } from './jupyter.js';
import { keptFilesRules } from './kept-files.js';
import { privilegeRules } from './privileges.js';
import { remoteAccessRules } from './remote-access.js';
import { reproducibilityRules } from './reproducibility.js';
import type { Rule } from './rule.js';
import { sharedMemoryRules } from './shared-memory.js';
import { sshServerRules } from './ssh-server.js';

/** The one list of rules, by family. */
export const RULES: readonly Rule[] = [
  ...acceleratorRules,
  ...compatibilityRules,
  ...gpuAccessRules,
  ...hardeningRules,
  ...imageHygieneRules,
  ...jupyterRules,
  ...keptFilesRules,
  ...privilegeRules,
  ...remoteAccessRules,
  ...reproducibilityRules,
  ...sharedMemoryRules,
  ...sshServerRules,
];
