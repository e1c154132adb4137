export type { Finding } from './findings/finding.js';
export type { Graph } from './graph/graph.js';
export type { Diagram } from './views/diagram.js';
