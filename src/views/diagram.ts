import type { Place } from '../base/text.js';
import type { Pipeline } from '../training/pipeline.js';

/**
 * A view made drawable: groups, nodes with shapes and classes, edges, a direction; no coordinates.
 * Labels are plain text, unescaped; a newline is a line break. Every writer takes this and nothing else.
 */
export interface Diagram {
  readonly view: string;
  readonly title: string;
  /** One or two sentences for screen readers: what is shown and what was folded. */
  readonly description: string;
  readonly language: Language;
  readonly direction: Direction;
  /** How far apart things stand; `wide` when absent. */
  readonly spacing?: 'wide' | 'narrow';
  readonly groups: readonly DiagramGroup[];
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  /** What the picture leaves out or assumes, in sentences: shown under it, never hidden. */
  readonly notes: readonly string[];
  /** Of a view of a pipeline: all that is known of it, with places, for `--to json`. */
  readonly pipeline?: Pipeline;
}

export type Language = 'en' | 'zh';
export type Direction = 'LR' | 'TB';

export interface DiagramGroup {
  readonly id: string;
  readonly title: string;
  readonly parent?: string;
}

/** Decides shape and colours; each writer has one `Record<DiagramNodeKind, …>`. */
export type DiagramNodeKind =
  | 'host'
  | 'engine'
  | 'container'
  | 'workload'
  | 'service'
  | 'training'
  | 'framework'
  | 'cuda'
  | 'python'
  | 'gpu'
  | 'volume'
  | 'user'
  | 'client'
  | 'endpoint'
  | 'image'
  | 'stage'
  | 'layer'
  | 'package'
  | 'context'
  | 'script'
  | 'folded'
  | 'module'
  | 'tensor'
  | 'operation'
  | 'port'
  | 'convolution'
  | 'linear'
  | 'attention'
  | 'recurrent'
  | 'normalization'
  | 'embedding'
  | 'pooling'
  | 'dataset'
  | 'loader'
  | 'step'
  | 'optimizer'
  | 'checkpoint'
  | 'report';

export interface DiagramNode {
  readonly id: string;
  readonly kind: DiagramNodeKind;
  readonly label: string;
  readonly group?: string;
  /** True for what happens only if something else holds; the label says what. */
  readonly isOptional?: boolean;
  /** Of a view that measures: how much the box stands out. The label says the number. */
  readonly emphasis?: Emphasis;
  /** Where it comes from; for what is only implied (the host of a `docker run`), the place that implies it. */
  readonly origin?: Place;
  /** What is known beyond the label: flat, for JSON, tooltips and the diff in words. */
  readonly facts: Readonly<Record<string, DiagramFact>>;
}

/** From `cold` (hardly anything, or not measured) to `hot-4` (most): the width of the border and the ground. */
export type Emphasis = 'cold' | 'hot-1' | 'hot-2' | 'hot-3' | 'hot-4';

export type DiagramFact = string | number | boolean | readonly string[];

/** `update`: the one changes the other. */
export type DiagramEdgeKind = 'flow' | 'access' | 'data' | 'uses' | 'depends' | 'update';

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: DiagramEdgeKind;
  readonly label?: string;
  readonly origin?: Place;
  /** Groups around `from` and around `to` at whose border the arrow is drawn to begin and to end. */
  readonly leaves?: string;
  readonly enters?: string;
}
