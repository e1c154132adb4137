import DOMPurify from 'dompurify';
import type { RunPanel } from '../../src/server/protocol.js';
import { element } from '../element.js';

type Chart = RunPanel['charts'][number];

/** Each chart in a root of its own: cleaned, with its rules as a constructed sheet, as the policy of the page wants it. */
export function createChart({ name, svg, css }: Chart): HTMLElement {
  const frame = element('div', { class: 'chart', 'data-chart': name });
  const root = frame.attachShadow({ mode: 'open' });
  const clean = DOMPurify.sanitize(svg, {
    USE_PROFILES: { svg: true, svgFilters: true },
    FORBID_TAGS: ['style', 'image', 'use', 'a'],
    FORBID_ATTR: ['style', 'href', 'xlink:href'],
    RETURN_DOM_FRAGMENT: true,
  });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${css} svg { display: block; max-width: 100%; height: auto; }`);
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(clean);
  return frame;
}
