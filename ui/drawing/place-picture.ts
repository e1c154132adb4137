import DOMPurify from 'dompurify';
import diagramCss from '../styles/diagram.css?inline';
import type { FramedDrawing } from './frame-protocol.js';

/**
 * Puts a drawing into a shadow root: cleaned again, whatever the frame sent; its rules as a constructed sheet and its
 * `style` attributes through the object model, neither of which counts as inline style.
 */
export function placePicture(root: ShadowRoot, drawing: FramedDrawing): SVGSVGElement {
  const clean = DOMPurify.sanitize(drawing.picture, {
    USE_PROFILES: { svg: true, svgFilters: true },
    FORBID_TAGS: ['style', 'image', 'use', 'a'],
    FORBID_ATTR: ['style', 'href', 'xlink:href'],
    RETURN_DOM_FRAGMENT: true,
  });
  const svg = clean.querySelector('svg');
  if (svg === null) throw new Error('Mermaid drew nothing that can be shown');
  for (const element of [svg, ...svg.querySelectorAll<SVGElement>('[data-style]')]) {
    // Mermaid insists with `!important`; without it the page's own sheet can mark what is selected.
    element.style.cssText = (element.dataset['style'] ?? '').replaceAll('!important', '');
    delete element.dataset['style'];
  }
  root.replaceChildren(svg);
  root.adoptedStyleSheets = [sheetOf(drawing.css), sheetOf(diagramCss)];
  return svg;
}

function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
