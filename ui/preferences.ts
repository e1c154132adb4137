import type { Direction, Language } from '../src/views/diagram.js';
import type { PageState, PageStore } from './page-state.js';

type Preferences = Pick<PageState, 'view' | 'subject' | 'language' | 'direction'>;

/** What the address says after `#`, so that a reload shows the same picture; the browser's language when it says none. */
export function readPreferences(): Preferences {
  const said = new URLSearchParams(location.hash.slice(1));
  return {
    view: said.get('view') ?? undefined,
    subject: said.get('subject') ?? undefined,
    language: readLanguage(said.get('language')),
    direction: readDirection(said.get('direction')),
  };
}

/** Keeps the address in step, and takes the token out of it: the cookie has it by now. */
export function keepPreferences(store: PageStore): void {
  store.follow(
    ({ view, subject, language, direction }) => [view, subject, language, direction] as const,
    (view, subject, language, direction) => {
      const said = new URLSearchParams({
        ...(view === undefined ? {} : { view }),
        ...(subject === undefined ? {} : { subject }),
        language,
        ...(direction === undefined ? {} : { direction }),
      });
      history.replaceState(null, '', `/#${said}`);
    },
  );
}

function readLanguage(text: string | null): Language {
  if (text === 'en' || text === 'zh') return text;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function readDirection(text: string | null): Direction | undefined {
  return text === 'LR' || text === 'TB' ? text : undefined;
}
