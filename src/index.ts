/** The public interface of the package: what the command line does, for programs. Everything else is private. */
export type { Place, SourceText } from './base/text.js';
export { startDrawing } from './drawing/start-drawing.js';
export type { Finding } from './findings/finding.js';
export type { Graph } from './graph/graph.js';
export type { Host } from './host/host.js';
export { createNodeHost } from './host/node-host.js';
export type { Pipeline } from './training/pipeline.js';
export type { Diagram } from './views/diagram.js';
export { writeDiagram } from './workflows/draw/write-diagram.js';
export { drawView } from './workflows/draw.js';
export { type ModelRequest, type ModelResult, readModel } from './workflows/model.js';
export { type PipelineRequest, type ReadPipeline, readPipeline } from './workflows/pipeline.js';
export { type Collected, collectGraph } from './workflows/sources/collect.js';
export { writeMermaid } from './writers/mermaid/write-mermaid.js';
