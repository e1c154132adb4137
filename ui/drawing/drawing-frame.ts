import type { DrawReply, DrawRequest, FramedDrawing } from './frame-protocol.js';

/** Mermaid in its frame, as a function. */
export interface DrawingFrame {
  /** Rejects with Mermaid's own words when the text is not a diagram. */
  draw(mermaid: string): Promise<FramedDrawing>;
}

interface Waiting {
  readonly resolve: (drawing: FramedDrawing) => void;
  readonly reject: (error: Error) => void;
}

/** Opens the frame, out of sight but laid out, since Mermaid measures its labels in it. */
export function openDrawingFrame(address: string): DrawingFrame {
  const waiting = new Map<number, Waiting>();
  const channel = new MessageChannel();
  channel.port1.addEventListener('message', ({ data }: MessageEvent<DrawReply>) => {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if (data.kind === 'drawn') resolve?.(data.drawing);
    else reject?.(new Error(data.reason));
  });
  channel.port1.start();

  const frame = document.createElement('iframe');
  frame.className = 'drawing-frame';
  frame.title = 'Mermaid';
  frame.tabIndex = -1;
  frame.ariaHidden = 'true';
  frame.setAttribute('sandbox', 'allow-scripts');
  // The frame has an origin of its own, which no name stands for: hence `*`. Only it holds this window.
  frame.addEventListener('load', () => frame.contentWindow?.postMessage('port', '*', [channel.port2]), { once: true });
  frame.src = address;
  document.body.append(frame);

  let lastId = 0;
  return {
    draw: (mermaid) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        channel.port1.postMessage({ id: lastId, mermaid } satisfies DrawRequest);
      }),
  };
}
