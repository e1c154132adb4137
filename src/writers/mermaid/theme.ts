import type { DiagramEdgeKind, DiagramNodeKind, Emphasis } from '../../views/diagram.js';

/** Opening and closing of a node's shape around its quoted label. */
type Shape = readonly [open: string, close: string];

const RECTANGLE: Shape = ['[', ']'];
const ROUNDED: Shape = ['(', ')'];
const STADIUM: Shape = ['([', '])'];
const CYLINDER: Shape = ['[(', ')]'];
const HEXAGON: Shape = ['{{', '}}'];
const SUBROUTINE: Shape = ['[[', ']]'];
const CIRCLE: Shape = ['((', '))'];

/** Meaning is carried by the shape as well as by the colour. */
export const SHAPES: Readonly<Record<DiagramNodeKind, Shape>> = {
  host: CYLINDER,
  engine: RECTANGLE,
  container: RECTANGLE,
  workload: RECTANGLE,
  service: RECTANGLE,
  training: SUBROUTINE,
  framework: RECTANGLE,
  cuda: RECTANGLE,
  python: RECTANGLE,
  gpu: HEXAGON,
  volume: CYLINDER,
  user: STADIUM,
  client: ROUNDED,
  endpoint: STADIUM,
  image: ROUNDED,
  stage: RECTANGLE,
  layer: RECTANGLE,
  package: RECTANGLE,
  context: CYLINDER,
  script: SUBROUTINE,
  folded: STADIUM,
  module: RECTANGLE,
  tensor: STADIUM,
  operation: CIRCLE,
  port: CIRCLE,
  convolution: RECTANGLE,
  linear: RECTANGLE,
  attention: RECTANGLE,
  recurrent: RECTANGLE,
  normalization: ROUNDED,
  embedding: RECTANGLE,
  pooling: ROUNDED,
  dataset: CYLINDER,
  loader: RECTANGLE,
  step: RECTANGLE,
  optimizer: SUBROUTINE,
  checkpoint: CYLINDER,
  report: STADIUM,
};

/** Colours of a kind; every text colour has a contrast of at least 7:1 on its fill, so it reads on light and dark pages. */
export const CLASSES: Readonly<Record<DiagramNodeKind, string>> = {
  host: 'fill:#eceff1,stroke:#546e7a,color:#1a1a1a',
  engine: 'fill:#eceff1,stroke:#546e7a,color:#1a1a1a',
  container: 'fill:#f0f8ff,stroke:#333333,color:#1a1a1a',
  workload: 'fill:#f0f8ff,stroke:#333333,color:#1a1a1a',
  service: 'fill:#d0e8ff,stroke:#0066cc,color:#0b2545',
  training: 'fill:#e3f1dd,stroke:#3c7a2a,color:#12300a',
  framework: 'fill:#ffe9e3,stroke:#c8452c,color:#4a1206',
  cuda: 'fill:#eaf5d0,stroke:#5b8a00,color:#243600',
  python: 'fill:#fff6cf,stroke:#a68400,color:#3b2f00',
  gpu: 'fill:#ffe4b5,stroke:#d2691e,color:#4a2400',
  volume: 'fill:#f3e8fd,stroke:#7b3fb5,color:#2e0f4d',
  user: 'fill:#ffffff,stroke:#333333,color:#1a1a1a',
  client: 'fill:#ffffff,stroke:#333333,color:#1a1a1a',
  endpoint: 'fill:#d9f2ef,stroke:#00796b,color:#00332d',
  image: 'fill:#e8eaf6,stroke:#3949ab,color:#141c4d',
  stage: 'fill:#f0f8ff,stroke:#333333,color:#1a1a1a',
  layer: 'fill:#ffffff,stroke:#78909c,color:#1a1a1a',
  package: 'fill:#ffffff,stroke:#78909c,color:#1a1a1a',
  context: 'fill:#f3e8fd,stroke:#7b3fb5,color:#2e0f4d',
  script: 'fill:#e3f1dd,stroke:#3c7a2a,color:#12300a',
  folded: 'fill:#f5f5f5,stroke:#9e9e9e,color:#333333,stroke-dasharray:4 3',
  module: 'fill:#f0f8ff,stroke:#333333,color:#1a1a1a',
  tensor: 'fill:#ffffff,stroke:#333333,color:#1a1a1a',
  operation: 'fill:#ffffff,stroke:#546e7a,color:#1a1a1a',
  port: 'fill:#546e7a,stroke:#546e7a,color:#ffffff',
  convolution: 'fill:#d0e8ff,stroke:#0066cc,color:#0b2545',
  linear: 'fill:#e3f1dd,stroke:#3c7a2a,color:#12300a',
  attention: 'fill:#ffe9e3,stroke:#c8452c,color:#4a1206',
  recurrent: 'fill:#d9f2ef,stroke:#00796b,color:#00332d',
  normalization: 'fill:#fff6cf,stroke:#a68400,color:#3b2f00',
  embedding: 'fill:#f3e8fd,stroke:#7b3fb5,color:#2e0f4d',
  pooling: 'fill:#eceff1,stroke:#546e7a,color:#1a1a1a',
  dataset: 'fill:#f3e8fd,stroke:#7b3fb5,color:#2e0f4d',
  loader: 'fill:#d0e8ff,stroke:#0066cc,color:#0b2545',
  step: 'fill:#ffe9e3,stroke:#c8452c,color:#4a1206',
  optimizer: 'fill:#e3f1dd,stroke:#3c7a2a,color:#12300a',
  checkpoint: 'fill:#f3e8fd,stroke:#7b3fb5,color:#2e0f4d',
  report: 'fill:#d9f2ef,stroke:#00796b,color:#00332d',
};

/** Laid over the colours of its kind: one hue, warmer and wider with what a box takes; reads on light and dark pages. */
export const EMPHASES: Readonly<Record<Emphasis, string>> = {
  cold: 'fill:#f3f4f6,stroke:#8c959f,color:#24292f,stroke-width:1px',
  'hot-1': 'fill:#fff3d6,stroke:#c2740c,color:#1a1a1a,stroke-width:2px',
  'hot-2': 'fill:#ffe1ae,stroke:#c2610c,color:#1a1a1a,stroke-width:4px',
  'hot-3': 'fill:#ffc78a,stroke:#c24f0c,color:#1a1a1a,stroke-width:6px',
  'hot-4': 'fill:#ffab73,stroke:#c2310c,color:#1a1a1a,stroke-width:8px',
};

/** Laid over the colours of its kind. */
export const OPTIONAL_STYLE = 'stroke-dasharray:6 4';

/** Arrow of an edge without and with a label. */
export const ARROWS: Readonly<Record<DiagramEdgeKind, string>> = {
  flow: '-->',
  access: '-->',
  data: '-.->',
  uses: '-->',
  depends: '-.->',
  update: '==>',
};

/** Groups are a quiet ground for what stands in them. */
export const GROUP_STYLE = 'fill:#fafbfc,stroke:#b0bec5,color:#37474f';
