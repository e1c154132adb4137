import type { ChartColors } from './chart.js';

/** Colours told apart by people who see red and green alike (after Okabe and Ito), each with a pattern of its own. */
export const HUES = ['blue', 'vermilion', 'yellow', 'purple', 'sky', 'orange', 'green', 'grey'] as const;
export type Hue = (typeof HUES)[number];

interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  readonly grid: string;
  readonly axis: string;
  readonly hues: Readonly<Record<Hue, string>>;
}

/** Each hue at least 3:1 against the ground, text at least 4.5:1. */
export const PALETTES: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ground: '#ffffff',
    ink: '#1f2328',
    quiet: '#59636e',
    grid: '#dfe4ea',
    axis: '#818b98',
    hues: {
      blue: '#0072b2',
      vermilion: '#d55e00',
      yellow: '#8f7a00',
      purple: '#b0508a',
      sky: '#2f93c8',
      orange: '#c27800',
      green: '#00805c',
      grey: '#7d8590',
    },
  },
  dark: {
    ground: '#0d1117',
    ink: '#e6edf3',
    quiet: '#9da7b1',
    grid: '#262c34',
    axis: '#6e7681',
    hues: {
      blue: '#56a8e0',
      vermilion: '#ff8a4c',
      yellow: '#f0e442',
      purple: '#e59cc4',
      sky: '#a6d8f7',
      orange: '#f2b233',
      green: '#3cc79a',
      grey: '#8b949e',
    },
  },
};

/** Lines over the colour, in a square of 6 pixels; a hue without lines is plain. */
export const HATCHES: Readonly<Record<Hue, string | undefined>> = {
  blue: undefined,
  vermilion: 'M0 6L6 0',
  yellow: 'M1 1h1.5v1.5h-1.5zM4 4h1.5v1.5h-1.5z',
  purple: 'M0 6L6 0M0 0L6 6',
  sky: 'M3 0V6',
  orange: 'M0 0L6 6',
  green: 'M0 3H6',
  grey: 'M1 3h1.2v1.2h-1.2zM4 0h1.2v1.2h-1.2z',
};

/** Rules for the classes that all charts use. */
export function chartStyle(colors: ChartColors): string {
  if (colors !== 'auto') return rules(PALETTES[colors]);
  return `${rules(PALETTES.light)}@media screen and (prefers-color-scheme:dark){${rules(PALETTES.dark)}}`;
}

function rules({ ground, ink, quiet, grid, axis, hues }: Palette): string {
  return [
    `.td-ground{fill:${ground}}`,
    `.td-ink{fill:${ink}}`,
    `.td-quiet{fill:${quiet}}`,
    `.td-grid{stroke:${grid};fill:none}`,
    `.td-axis{stroke:${axis};fill:none}`,
    `.td-track{fill:${grid}}`,
    `.td-hatch{stroke:${ground};fill:none}`,
    `.td-gap{stroke:${ground}}`,
    ...HUES.flatMap((hue) => [`.td-${hue}{fill:${hues[hue]}}`, `.td-line-${hue}{stroke:${hues[hue]};fill:none}`]),
  ].join('');
}
