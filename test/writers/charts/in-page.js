// Loaded into a page of a real browser that shows one chart.

/** Words that stick out of the picture, and words that are drawn over each other. */
function findClashes() {
  const boxes = [...document.querySelectorAll('svg text')].map((text) => ({
    words: text.textContent,
    box: text.getBoundingClientRect(),
  }));
  const frame = document.querySelector('svg').getBoundingClientRect();
  const outside = boxes
    .filter(({ box }) => box.left < 0 || box.right > frame.right || box.top < 0 || box.bottom > frame.bottom)
    .map(({ words }) => `outside: ${words.slice(0, 200)}`);
  const isCrossing = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4;
  const crossing = boxes.flatMap(({ words, box }, at) =>
    boxes
      .slice(at + 1)
      .filter((other) => isCrossing(box, other.box))
      .map((other) => `${words.slice(0, 200)} × ${other.words.slice(0, 200)}`),
  );
  return [...outside, ...crossing];
}

window.findClashes = findClashes;
