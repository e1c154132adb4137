import type { Writer } from '../writer.js';

/** The picture as SVG, drawn by Mermaid itself from the text that the Mermaid writer gives. */
export const svgWriter: Writer = {
  format: 'svg',
  write: async (diagram, context) => context.renderSvg(context.writeMermaid(diagram)),
};
