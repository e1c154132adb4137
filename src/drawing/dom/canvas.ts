import { measureTextWidth } from '../text/text-width.js';

/** The 2d context that some families ask of a canvas, only to measure text; what would paint does nothing. */
export function createCanvasContext(): object {
  const state: Record<string, unknown> = { font: '10px sans-serif' };
  return new Proxy(state, {
    get: (target, name) => {
      if (name in target) return target[String(name)];
      if (name === 'measureText') return (text: string) => measure(text, String(target['font']));
      return () => undefined;
    },
    set: (target, name, value: unknown) => {
      target[String(name)] = value;
      return true;
    },
  });
}

/** `font` is a CSS shorthand such as `bold 14px Arial`. */
function measure(text: string, font: string): { readonly width: number } {
  const sizePx = Number.parseFloat(/([\d.]+)px/.exec(font)?.[1] ?? '10');
  const isBold = /\bbold|\b[6-9]00\b/.test(font);
  return { width: measureTextWidth(text, { family: 'sans', isBold, sizePx }) };
}
