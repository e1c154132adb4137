/** What the drawing worker is asked. It holds Mermaid and its browser globals, so that nobody else has to. */
export type DrawingRequest =
  | { readonly id: number; readonly kind: 'validate'; readonly text: string }
  | { readonly id: number; readonly kind: 'render'; readonly text: string }
  | { readonly id: number; readonly kind: 'rasterize'; readonly svg: string; readonly scale: number };

/** One-based position inside the Mermaid text. */
export interface MermaidProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type DrawingReply =
  | { readonly id: number; readonly kind: 'valid'; readonly family: string }
  | { readonly id: number; readonly kind: 'invalid'; readonly problem: MermaidProblem }
  | { readonly id: number; readonly kind: 'svg'; readonly svg: string }
  | { readonly id: number; readonly kind: 'empty' }
  | { readonly id: number; readonly kind: 'no-fonts' }
  | { readonly id: number; readonly kind: 'missing-glyphs'; readonly missing: readonly MissingGlyphs[] }
  | { readonly id: number; readonly kind: 'png'; readonly png: Uint8Array }
  | { readonly id: number; readonly kind: 'failed'; readonly reason: string };

/** Characters that no installed font draws, with the Debian package that would. */
export interface MissingGlyphs {
  readonly sample: string;
  readonly fontPackage: string;
}
