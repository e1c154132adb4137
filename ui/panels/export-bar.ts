import { button, element } from '../element.js';
import { drawPng, saveFile } from '../export-picture.js';
import type { PageStore, Picture } from '../page-state.js';
import { WORDS, type Words } from '../words/words.js';
import { icon } from './icons.js';

interface Export {
  readonly name: 'mermaid' | 'svg' | 'png';
  readonly icon: 'copy' | 'download';
  readonly label: (words: Words) => string;
  readonly title: (words: Words) => string;
  readonly isPossible: (picture: Picture) => boolean;
  /** Says what was done; rejects when it could not be. */
  readonly run: (picture: Picture, words: Words) => Promise<string>;
  readonly sorry: (words: Words) => string;
}

/** How the picture can be taken along. The text is there also when Mermaid could not draw it. */
const EXPORTS: readonly Export[] = [
  {
    name: 'mermaid',
    icon: 'copy',
    label: ({ copyMermaid }) => copyMermaid,
    title: ({ copyMermaid }) => copyMermaid,
    isPossible: ({ kind }) => kind === 'drawn' || kind === 'failed',
    run: async (picture, words) => {
      if (picture.kind === 'drawn' || picture.kind === 'failed')
        await navigator.clipboard.writeText(picture.diagram.mermaid);
      return words.copied;
    },
    sorry: ({ notCopied }) => notCopied,
  },
  {
    name: 'svg',
    icon: 'download',
    label: () => 'SVG',
    title: ({ downloadSvg }) => downloadSvg,
    isPossible: ({ kind }) => kind === 'drawn',
    run: (picture, words) => save(picture, 'svg', words),
    sorry: ({ notSaved }) => notSaved,
  },
  {
    name: 'png',
    icon: 'download',
    label: () => 'PNG',
    title: ({ downloadPng }) => downloadPng,
    isPossible: ({ kind }) => kind === 'drawn',
    run: (picture, words) => save(picture, 'png', words),
    sorry: ({ notSaved }) => notSaved,
  },
];

export function createExportBar(store: PageStore, announce: (text: string) => void): HTMLElement {
  const tools = EXPORTS.map((entry) => createTool(entry, store, announce));
  return element('div', { class: 'tools', role: 'group' }, ...tools);
}

function createTool(entry: Export, store: PageStore, announce: (text: string) => void): HTMLElement {
  const label = element('span');
  const press = (): void => {
    const { picture, language } = store.get();
    const words = WORDS[language];
    entry.run(picture, words).then(announce, () => announce(entry.sorry(words)));
  };
  const tool = button({ class: 'tool', 'data-export': entry.name }, press, icon(entry.icon), label);
  store.follow(
    ({ language, picture }) => [language, picture] as const,
    (language, picture) => {
      label.textContent = entry.label(WORDS[language]);
      tool.title = entry.title(WORDS[language]);
      tool.disabled = !entry.isPossible(picture);
    },
  );
  return tool;
}

async function save(picture: Picture, format: 'svg' | 'png', words: Words): Promise<string> {
  if (picture.kind !== 'drawn') throw new Error('there is no picture');
  const { diagram, drawing } = picture;
  const name = `${diagram.view}.${format}`;
  saveFile(name, format === 'png' ? await drawPng(drawing) : new Blob([drawing.file], { type: 'image/svg+xml' }));
  return words.saved(name);
}
