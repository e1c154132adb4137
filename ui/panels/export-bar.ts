import { button, element } from '../element.js';
import { drawPng, saveFile } from '../export-picture.js';
import type { PageStore, Picture } from '../page-state.js';
import { WORDS } from '../words/words.js';
import { icon } from './icons.js';

type Drawn = Extract<Picture, { kind: 'drawn' }>;

/** Takes the picture along: as text, as SVG, as PNG. */
export function createExportBar(store: PageStore, announce: (text: string) => void): HTMLElement {
  const words = (): (typeof WORDS)['en'] => WORDS[store.get().language];
  const withPicture = (action: (picture: Drawn) => Promise<string>, sorry: () => string): void => {
    const { picture } = store.get();
    if (picture.kind === 'drawn') action(picture).then(announce, () => announce(sorry()));
  };
  const copy = button(
    { class: 'tool', 'data-export': 'mermaid' },
    () =>
      withPicture(
        async ({ diagram }) => {
          await navigator.clipboard.writeText(diagram.mermaid);
          return words().copied;
        },
        () => words().notCopied,
      ),
    icon('copy'),
    element('span'),
  );
  const svg = button(
    { class: 'tool', 'data-export': 'svg' },
    () =>
      withPicture(
        async ({ diagram, drawing }) => {
          const name = `${diagram.view}.svg`;
          saveFile(name, new Blob([drawing.file], { type: 'image/svg+xml' }));
          return words().saved(name);
        },
        () => words().notSaved,
      ),
    icon('download'),
    'SVG',
  );
  const png = button(
    { class: 'tool', 'data-export': 'png' },
    () =>
      withPicture(
        async ({ diagram, drawing }) => {
          const name = `${diagram.view}.png`;
          saveFile(name, await drawPng(drawing));
          return words().saved(name);
        },
        () => words().notSaved,
      ),
    icon('download'),
    'PNG',
  );
  store.follow(
    ({ language, picture }) => [language, picture.kind] as const,
    (language, kind) => {
      const { copyMermaid, downloadSvg, downloadPng } = WORDS[language];
      copy.lastChild?.replaceWith(copyMermaid);
      svg.title = downloadSvg;
      png.title = downloadPng;
      for (const tool of [copy, svg, png]) tool.disabled = kind !== 'drawn';
    },
  );
  return element('div', { class: 'tools', role: 'group' }, copy, svg, png);
}
