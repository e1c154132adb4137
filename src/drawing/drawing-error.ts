import type { Finding } from '../findings/finding.js';
import type { MermaidProblem } from './protocol.js';

/** A drawing that was asked for and cannot be had; carries what to tell the user. */
export class DrawingError extends Error {
  constructor(
    readonly finding: Finding,
    /** Where in the Mermaid text, when Mermaid says so. */
    readonly problem?: MermaidProblem,
  ) {
    super(finding.message);
    this.name = 'DrawingError';
  }
}
