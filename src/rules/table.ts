import type { Rule } from './rule.js';

/** The one list of rules, by family. */
export const RULES: readonly Rule[] = [];
