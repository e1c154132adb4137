import type { ViewEntry } from './view.js';

/** The one list of views, in the order in which help and the studio show them. */
export const VIEWS: readonly ViewEntry[] = [
  {
    name: 'deployment',
    summary: 'who reaches what through which port; hosts, containers, services, GPU, volumes',
    load: async () => (await import('./deployment/draw-deployment.js')).deploymentView,
  },
  {
    name: 'image',
    summary: 'how images are built: bases, stages, layers that matter, what is copied from where',
    load: async () => (await import('./image/draw-image.js')).imageView,
  },
];
