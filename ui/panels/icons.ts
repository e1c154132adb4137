import { svgElement } from '../element.js';

/** Paths of 16 × 16 line icons. */
const PATHS = {
  copy: 'M5.5 5.5h7v8h-7zM3.500 10.500v-8h7',
  download: 'M8 2.500v7.500m-3-3 3 3 3-3M3 13.500h10',
  close: 'm4 4 8 8m0-8-8 8',
  right: 'M2.500 8h11m-3.500-3.500 3.500 3.500-3.500 3.500',
  down: 'M8 2.500v11m-3.500-3.500 3.500 3.500 3.500-3.500',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  file: 'M4 2.500h5l3 3v8h-8zM9 2.500v3h3',
  check: 'm3.500 8.500 3 3 6-7',
  error: 'M8 4.500v4.500m0 2.200v.3M8 1.800a6.200 6.200 0 1 0 0 12.400 6.200 6.200 0 0 0 0-12.400z',
  warning: 'M8 6v3.500m0 1.900v.2M8 2 1.800 13.500h12.400z',
  info: 'M8 7.200v4m0-6.700v.3M8 1.800a6.200 6.200 0 1 0 0 12.400 6.200 6.200 0 0 0 0-12.400z',
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  return svgElement(
    'svg',
    { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svgElement('path', { d: PATHS[name] }),
  );
}

/** The torch. */
export function brandMark(): SVGSVGElement {
  return svgElement(
    'svg',
    { class: 'brand-mark', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    svgElement('rect', { width: 32, height: 32, rx: 8 }),
    svgElement('path', {
      d: 'M16 5c3.700 3.900 6.200 7 6.200 10.700a6.200 6.200 0 0 1-12.400 0c0-2.100.9-3.800 2.300-5.300.3 1.700 1 2.700 2 3.200-.3-3.100.200-5.900 1.900-8.600z',
    }),
    svgElement('path', { d: 'M8.500 26h15', class: 'brand-base' }),
  );
}
