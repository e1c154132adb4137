import type { OutgoingHttpHeaders } from 'node:http';
import type { StudioFacts } from './answers.js';
import { answerDiagram, answerSource, answerState } from './answers.js';
import type { Assets } from './assets.js';
import { FRAME_HEADERS, PAGE_HEADERS } from './headers.js';
import type { LiveFolder } from './live-folder.js';
import { answerRun, answerRunEvent, answerRunProgress, answerRunWindow } from './run-answers.js';

/** What the routes answer from. */
export interface Studio {
  readonly folder: LiveFolder;
  readonly facts: StudioFacts;
  readonly assets: Assets;
}

export type Reply =
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly headers: OutgoingHttpHeaders;
      readonly content: string | Uint8Array;
    }
  | { readonly kind: 'revisions'; readonly headers: OutgoingHttpHeaders };

interface Route {
  readonly path: RegExp;
  readonly answer: (studio: Studio, rest: string, query: URLSearchParams) => Reply | Promise<Reply>;
}

/** The one list of what can be asked. The first group of `path` is what the answer gets as `rest`. */
const ROUTES: readonly Route[] = [
  { path: /^\/()$/, answer: ({ assets }) => replyAsset(assets, 'index.html') },
  { path: /^\/(assets\/[\w./-]+)$/, answer: ({ assets }, rest) => replyAsset(assets, rest) },
  { path: /^\/api\/state()$/, answer: async ({ folder, facts }) => replyJson(await answerState(folder, facts)) },
  { path: /^\/api\/diagram()$/, answer: async ({ folder }, _, query) => replyJson(await answerDiagram(folder, query)) },
  {
    path: /^\/api\/source()$/,
    answer: ({ folder }, _, query) => {
      const excerpt = answerSource(folder, query);
      return excerpt ? replyJson(excerpt) : refuse(404, 'That file is not among those that were read.');
    },
  },
  { path: /^\/api\/run()$/, answer: async ({ folder }, _, query) => replyFound(await answerRun(folder, query)) },
  { path: /^\/api\/run-progress()$/, answer: ({ folder }, _, query) => replyJson(answerRunProgress(folder, query)) },
  {
    path: /^\/api\/run-window()$/,
    answer: async ({ folder }, _, query) => replyFound(await answerRunWindow(folder, query)),
  },
  {
    path: /^\/api\/run-event()$/,
    answer: async ({ folder }, _, query) => replyFound(await answerRunEvent(folder, query)),
  },
  { path: /^\/events()$/, answer: () => ({ kind: 'revisions', headers: EVENT_HEADERS }) },
];

const EVENT_HEADERS: OutgoingHttpHeaders = { ...PAGE_HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8' };

export async function answerRoute(studio: Studio, url: URL): Promise<Reply> {
  for (const { path, answer } of ROUTES) {
    const match = path.exec(url.pathname);
    if (match) return answer(studio, match[1] ?? '', url.searchParams);
  }
  return refuse(404, 'There is nothing here.');
}

/** What the drawing frame may ask for: its page and the built scripts, nothing of the folder. */
export function answerFrame({ assets }: Studio, path: string): Reply {
  return replyAsset(assets, path, FRAME_HEADERS);
}

/** In words, since a person may see it in place of the page. */
export function refuse(status: number, reason: string): Reply {
  const headers = { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' };
  return { kind: 'whole', status, headers, content: `${reason}\n` };
}

function replyAsset(assets: Assets, path: string, headers = PAGE_HEADERS): Reply {
  const asset = assets.get(path);
  if (!asset) return refuse(404, 'There is nothing here.');
  return {
    kind: 'whole',
    status: 200,
    headers: { ...headers, 'Content-Type': asset.contentType },
    content: asset.content,
  };
}

function replyFound(value: unknown): Reply {
  return value === undefined ? refuse(404, 'That run is not open.') : replyJson(value);
}

function replyJson(value: unknown): Reply {
  return {
    kind: 'whole',
    status: 200,
    headers: { ...PAGE_HEADERS, 'Content-Type': 'application/json; charset=utf-8' },
    content: JSON.stringify(value),
  };
}
