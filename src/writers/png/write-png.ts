import type { Writer } from '../writer.js';

/** The picture as PNG: the SVG, painted with the fonts of this machine. */
export const pngWriter: Writer = {
  format: 'png',
  write: async (diagram, context) => context.renderPng(await context.renderSvg(context.writeMermaid(diagram))),
};
