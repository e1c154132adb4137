import type { DrawReply, DrawRequest, FramedDrawing } from './frame-protocol.js';
import { DIAGRAM_FONTS } from './frame-protocol.js';

/** Mermaid keeps state, so texts are drawn one after the other; each gets an id of its own. */
let queue: Promise<void> = Promise.resolve();

/**
 * With SVG labels Mermaid leaves entities such as `&#93;` as they stand in its text. This page is Mermaid's alone, so here
 * they become characters as they are set, before they are measured.
 */
function decodeLabels(): void {
  const inherited = Object.getOwnPropertyDescriptor(Node.prototype, 'textContent') ?? {};
  Object.defineProperty(SVGElement.prototype, 'textContent', {
    ...inherited,
    set(this: SVGElement, value: unknown) {
      inherited.set?.call(this, typeof value === 'string' ? decodeEntities(value) : value);
    },
  });
}

function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,31});/gi,
    (entity) => new DOMParser().parseFromString(entity, 'text/html').body.textContent ?? entity,
  );
}

decodeLabels();

/** The page sends one message with a port; everything else goes over that port. */
addEventListener('message', ({ ports: [port], source }) => {
  if (source !== parent || port === undefined) return;
  port.addEventListener('message', ({ data }: MessageEvent<DrawRequest>) => {
    queue = queue.then(async () => port.postMessage(await answer(data)));
  });
  port.start();
});

async function answer({ id, mermaid }: DrawRequest): Promise<DrawReply> {
  try {
    return { id, kind: 'drawn', drawing: await draw(id, mermaid) };
  } catch (error) {
    return { id, kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function draw(id: number, text: string): Promise<FramedDrawing> {
  const { default: mermaid } = await import('mermaid');
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: false },
    fontFamily: DIAGRAM_FONTS,
  });
  const { svg } = await mermaid.render(`diagram-${id}`, text);
  return splitStyles(svg);
}

/** Takes the styles out of the SVG, so that the page can put them back in ways that its policy allows. */
function splitStyles(svg: string): FramedDrawing {
  const root = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (root === null) throw new Error('Mermaid drew nothing');
  const { width, height } = root.viewBox.baseVal;
  root.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.style.maxWidth = '';
  const serializer = new XMLSerializer();
  const file = serializer.serializeToString(root);
  const styles = [...root.querySelectorAll('style')];
  const css = styles.map(({ textContent }) => textContent).join('\n');
  for (const style of styles) style.remove();
  for (const element of [root, ...root.querySelectorAll('[style]')]) {
    const style = element.getAttribute('style');
    if (style) element.setAttribute('data-style', style);
    element.removeAttribute('style');
  }
  return { picture: serializer.serializeToString(root), css, file, width, height };
}
