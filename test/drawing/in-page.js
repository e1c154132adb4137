// Loaded into a page of a real browser, next to the real Mermaid.

/** How far texts of nodes stick out of their node's shape, and any text out of the picture, in pixels. */
function findOverflows(svg) {
  document.body.innerHTML = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement.outerHTML;
  const root = document.querySelector('svg');
  const frame = root.getBoundingClientRect();
  const isSeen = (element) => element.getBoundingClientRect().width > 0;
  const overflow = (text, outer) => {
    const inner = text.getBoundingClientRect();
    const byPixels = Math.max(
      outer.left - inner.left,
      inner.right - outer.right,
      outer.top - inner.top,
      inner.bottom - outer.bottom,
    );
    return { text: text.textContent, byPixels };
  };
  const view = [...root.querySelectorAll('text')].filter(isSeen).map((text) => overflow(text, frame));
  const nodes = [...root.querySelectorAll('g.node')].flatMap((node) => {
    const shapes = [...node.querySelectorAll('rect,circle,ellipse,polygon,path')]
      .filter((shape) => !shape.closest('g.label') && isSeen(shape))
      .map((shape) => shape.getBoundingClientRect());
    if (shapes.length === 0) return [];
    const whole = {
      left: Math.min(...shapes.map((shape) => shape.left)),
      top: Math.min(...shapes.map((shape) => shape.top)),
      right: Math.max(...shapes.map((shape) => shape.right)),
      bottom: Math.max(...shapes.map((shape) => shape.bottom)),
    };
    return [...node.querySelectorAll('text')].filter(isSeen).map((text) => overflow(text, whole));
  });
  const isOut = ({ byPixels }) => byPixels > 1.5;
  return { nodes: nodes.filter(isOut), view: view.filter(isOut) };
}

/** The size of the same text when Mermaid draws it here, with the same fonts and SVG labels. */
async function drawThere(text) {
  mermaid.initialize({
    startOnLoad: false,
    htmlLabels: false,
    securityLevel: 'strict',
    fontFamily: 'Arial, sans-serif',
  });
  document.body.innerHTML = (await mermaid.render('reference', text)).svg;
  const { width, height } = document.querySelector('svg').viewBox.baseVal;
  return { width, height };
}

/** Where the middle of each node of a flowchart stands when Mermaid draws the text here. */
async function placeThere(text) {
  mermaid.initialize({ startOnLoad: false, fontFamily: 'Arial, sans-serif' });
  document.body.innerHTML = (await mermaid.render('reference', text)).svg;
  return [...document.querySelectorAll('g.node')].map((node) => {
    const { e, f } = node.getCTM();
    return { id: node.id.replace(/^reference-/, ''), x: e, y: f };
  });
}

Object.assign(globalThis, { findOverflows, drawThere, placeThere });
