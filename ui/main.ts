import './styles/page.css';
import { createCanvas } from './canvas/canvas.js';
import { element } from './element.js';
import type { PageState } from './page-state.js';
import { createAnnouncer } from './panels/announcer.js';
import { createConnectionBanner } from './panels/connection-banner.js';
import { createFindingsPanel } from './panels/findings-panel.js';
import { createSourcePanel } from './panels/source-panel.js';
import { createStatusLine } from './panels/status-line.js';
import { createTopBar } from './panels/top-bar.js';
import { keepPreferences, readPreferences } from './preferences.js';
import { createRunPanel } from './run/run-panel.js';
import { createSplitter } from './run/splitter.js';
import { createStore } from './store.js';
import { runStudioPage } from './studio-page.js';

/** The page: one state, what follows it, and what changes it. */
const store = createStore<PageState>({
  ...readPreferences(),
  connection: 'starting',
  studio: undefined,
  picture: { kind: 'waiting' },
  run: { kind: 'none' },
  selection: undefined,
  source: undefined,
});
const actions = runStudioPage(store);
const announcer = createAnnouncer();
const canvas = createCanvas(store, actions);
const runPanel = createRunPanel(store, actions);
document.body.append(
  createTopBar(store, actions, announcer.announce),
  createConnectionBanner(store),
  element('div', { class: 'workbench' }, canvas, createSplitter(store, canvas, runPanel), runPanel),
  element(
    'aside',
    { class: 'inspector' },
    createSourcePanel(store, actions),
    createFindingsPanel(store, actions),
    createStatusLine(store),
  ),
  announcer.element,
);
keepPreferences(store);
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && store.get().selection !== undefined) actions.select(undefined);
});
