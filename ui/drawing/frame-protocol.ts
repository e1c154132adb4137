/**
 * What the page and the drawing frame say to each other, over a port that the page hands to the frame.
 * The frame is a page of its own because Mermaid needs inline styles, which the policy of the studio forbids.
 */
export interface DrawRequest {
  readonly id: number;
  readonly mermaid: string;
}

export type DrawReply =
  | { readonly id: number; readonly kind: 'drawn'; readonly drawing: FramedDrawing }
  | { readonly id: number; readonly kind: 'failed'; readonly reason: string };

export interface FramedDrawing {
  /** SVG without `<style>` and with `data-style` in place of each `style` attribute; not yet to be trusted. */
  readonly picture: string;
  /** The rules of the `<style>` that was taken out. */
  readonly css: string;
  /** The whole SVG as a file, for downloads. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/** Fonts of the diagrams: named the same where Mermaid measures and where the picture is shown. */
export const DIAGRAM_FONTS =
  '"Helvetica Neue", Arial, "Liberation Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
