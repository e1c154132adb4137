import { setFlagsFromString } from 'node:v8';
import { createNodeHost } from '../host/node-host.js';
import type { MermaidEngine } from './mermaid-engine.js';
import type { DrawingReply, DrawingRequest } from './protocol.js';

/**
 * The helper process that holds Mermaid and its browser globals. It answers requests one after the other, in the order in
 * which they came; whoever asks sets a time limit and ends the process when it is over.
 */
// The first drawing is over before optimised code would pay for its making: a quarter of its time. Then it does.
setFlagsFromString('--no-opt');
const host = createNodeHost();
let engine: Promise<MermaidEngine> | undefined;
let last: Promise<void> = Promise.resolve();

process.on('message', (request: DrawingRequest) => {
  last = last.then(async () => {
    const reply = await answer(request).catch((error: unknown): DrawingReply => {
      if (error instanceof Error && error.name === 'EmptyDrawingError') return { id: request.id, kind: 'empty' };
      return { id: request.id, kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    });
    process.send?.(reply);
    setFlagsFromString('--opt');
  });
});

async function answer(request: DrawingRequest): Promise<DrawingReply> {
  switch (request.kind) {
    case 'validate': {
      const validity = await (await loadEngine()).validate(request.text);
      return validity.isValid
        ? { id: request.id, kind: 'valid', family: validity.family }
        : { id: request.id, kind: 'invalid', problem: validity.problem };
    }
    case 'render': {
      const rendering = await (await loadEngine()).render(request.text);
      return 'svg' in rendering
        ? { id: request.id, kind: 'svg', svg: rendering.svg }
        : { id: request.id, kind: 'invalid', problem: rendering.problem };
    }
    case 'rasterize': {
      const { rasterize } = await import('./rasterize.js');
      return { id: request.id, ...(await rasterize(host, request.svg, request.scale)) };
    }
  }
}

function loadEngine(): Promise<MermaidEngine> {
  engine ??= import('./mermaid-engine.js').then(({ createMermaidEngine }) => createMermaidEngine());
  return engine;
}

// Mermaid is nearly always wanted: it is loaded while the asker still reads its files.
await loadEngine();
