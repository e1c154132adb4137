import { defineFinding } from '../finding.js';

/** Findings about Mermaid texts and their pictures. Codes `MMD-nn`. */
export const mermaidFindings = {
  invalid: defineFinding<{ problem: string }>({
    code: 'MMD-01',
    severity: 'error',
    title: 'Mermaid does not understand a diagram',
    message: ({ problem }) => `Mermaid does not understand this diagram: ${problem}`,
    hint: ({ problem }) =>
      /unexpected|unknown text/.test(problem)
        ? 'Put labels in double quotes: A["text (with brackets)"]; write " inside them as #quot;.'
        : undefined,
    page: {
      why: 'GitHub, GitLab and the documentation sites show an error instead of the picture, and nobody hears of it when the change is committed. The text is checked by the grammar of Mermaid itself.',
      bad: 'flowchart LR\n  a[Conv2d (3x3)] --> b',
      good: 'flowchart LR\n  a["Conv2d (3x3)"] --> b',
      sources: ['https://mermaid.js.org/syntax/flowchart.html'],
    },
  }),
  nothingToValidate: defineFinding<{ path: string }>({
    code: 'MMD-02',
    severity: 'error',
    title: 'No Mermaid text was found',
    message: ({ path }) => `${path} holds no Mermaid diagram`,
    hint: () => 'Diagrams are .mmd and .mermaid files, and fences that start with ```mermaid in Markdown.',
    page: {
      why: 'A check that looked at nothing must not look like a check that found nothing wrong.',
      bad: 'torchdock validate LICENSE',
      good: 'torchdock validate README.md docs/architecture.mmd',
    },
  }),
  tooSlow: defineFinding<{ limitMs: number }>({
    code: 'MMD-03',
    severity: 'error',
    title: 'Mermaid takes too long over a diagram',
    message: ({ limitMs }) => `Mermaid did not finish this diagram within ${limitMs / 1000} s, so it was stopped`,
    hint: () => 'Split the diagram, or draw fewer edges: the layout takes much longer as they grow.',
    page: {
      why: 'A diagram that takes many seconds freezes the page of everyone who opens it. The drawing process is ended and the next diagram gets a fresh one.',
      bad: '(a flowchart with hundreds of crossing edges)',
      good: '(an overview, and one diagram for each part)',
    },
  }),
  drawingFailed: defineFinding<{ reason: string; hasChromium: boolean }>({
    code: 'MMD-04',
    severity: 'error',
    title: 'A valid diagram cannot be drawn',
    message: ({ reason, hasChromium }) =>
      `This diagram is valid, but Mermaid cannot draw it${hasChromium ? ', in Chromium neither' : ' without a browser'}: ${reason}`,
    hint: ({ hasChromium }) =>
      hasChromium ? undefined : 'Install Chromium (Debian: apt-get install chromium): torchdock then tries it there.',
    page: {
      why: 'Mermaid draws inside a page of a browser. torchdock gives it a small one of its own, which measures text and shapes; a few rare things need the real one.',
      bad: 'torchdock render rare.mmd -o rare.svg   # on a machine without Chromium',
      good: 'apt-get install chromium && torchdock render rare.mmd -o rare.svg',
    },
  }),
  missingGlyphs: defineFinding<{ sample: string; fontPackage: string }>({
    code: 'MMD-05',
    severity: 'error',
    title: 'No installed font has some characters of a diagram',
    message: ({ sample, fontPackage }) => `No installed font can draw ${sample}; Debian has them in ${fontPackage}`,
    hint: ({ fontPackage }) => `apt-get install ${fontPackage}, or write the picture as SVG.`,
    page: {
      why: 'A PNG is drawn with the fonts of this machine. Characters that none of them has would be missing or boxes, and nobody would notice in a log.',
      bad: 'FROM debian:12-slim\nRUN torchdock render 架构.mmd -o out.png',
      good: 'FROM debian:12-slim\nRUN apt-get update && apt-get install -y fonts-noto-cjk\nRUN torchdock render 架构.mmd -o out.png',
    },
  }),
  noFonts: defineFinding<Record<string, never>>({
    code: 'MMD-06',
    severity: 'error',
    title: 'No font is installed',
    message: () => 'No font is installed, so a PNG would have no text at all',
    hint: () => 'apt-get install fonts-liberation (and fonts-noto-cjk for Chinese, Japanese, Korean), or write SVG.',
    page: {
      why: 'Slim container images have no fonts. A picture without its labels looks finished and is worthless, so none is written.',
      bad: 'FROM debian:12-slim\nRUN torchdock render plan.mmd -o plan.png',
      good: 'FROM debian:12-slim\nRUN apt-get update && apt-get install -y fonts-liberation\nRUN torchdock render plan.mmd -o plan.png',
    },
  }),
  workerEnded: defineFinding<{ reason: string }>({
    code: 'MMD-07',
    severity: 'error',
    title: 'The drawing process ended unexpectedly',
    message: ({ reason }) => `The drawing process ended while it worked on this diagram: ${reason}`,
    hint: () => 'Later diagrams were drawn by a fresh process. If it happens again, please report the diagram.',
    page: {
      why: 'Mermaid and the PNG library run in a process of their own, so that what breaks them breaks one diagram and not the whole run.',
      bad: '(a diagram that exhausts the memory)',
      good: '(a finding, and all the other diagrams)',
    },
  }),
  overBudget: defineFinding<{ host: string; what: string; amount: number; limit: number }>({
    code: 'MMD-08',
    severity: 'info',
    title: 'A host may not show diagrams of this size',
    message: ({ host, what, amount, limit }) => `${amount} ${what}: ${host} shows at most ${limit} without a click`,
    hint: () => 'Split the diagram, fold what is not needed, or move it to a page of its own.',
    page: {
      why: 'GitLab adds up the characters of all diagrams on a page, and beyond 2000 it shows a warning and a button instead of the pictures.',
      bad: '(five diagrams of 600 characters in one README)',
      good: '(an overview in the README, the details in docs/)',
      sources: ['https://docs.gitlab.com/user/markdown/#diagrams-and-flowcharts'],
    },
  }),
  pictureFailed: defineFinding<{ reason: string }>({
    code: 'MMD-10',
    severity: 'error',
    title: 'A PNG cannot be made of a picture',
    message: ({ reason }) => `No PNG can be made of this picture: ${reason}`,
    hint: () => 'Write it as SVG, or choose a smaller --scale.',
    page: {
      why: 'A PNG of a very large diagram would take gigabytes of memory, and labels that are HTML would be missing in it.',
      bad: 'torchdock render everything.mmd -o everything.png --scale 20',
      good: 'torchdock render everything.mmd -o everything.svg',
    },
  }),
  severalForOutput: defineFinding<{ count: number }>({
    code: 'MMD-11',
    severity: 'error',
    title: 'Several diagrams cannot go to standard output',
    message: ({ count }) => `There are ${count} diagrams, and standard output takes one picture`,
    hint: () => 'Name a file or folder with -o, or choose one diagram with --index.',
    page: {
      why: 'Pictures that follow each other without a boundary are no file that any program opens.',
      bad: 'torchdock render README.md > picture.svg   # with three diagrams in it',
      good: 'torchdock render README.md -o picture.svg   # picture-1.svg, picture-2.svg, picture-3.svg',
    },
  }),
  empty: defineFinding<Record<string, never>>({
    code: 'MMD-12',
    severity: 'error',
    title: 'A diagram is empty',
    message: () => 'This diagram has nothing in it to draw',
    page: {
      why: 'A header alone is valid Mermaid. Its picture would be a white square of 16 pixels, which is never what was meant.',
      bad: 'flowchart LR',
      good: 'flowchart LR\n  dataset --> model',
    },
  }),
  noSuchDiagram: defineFinding<{ path: string; index: string; count: number }>({
    code: 'MMD-09',
    severity: 'error',
    title: 'A file has no diagram of that number',
    message: ({ path, index, count }) =>
      `${path} has ${count} ${count === 1 ? 'diagram' : 'diagrams'}, not a number ${index}`,
    page: {
      why: '`--index` counts the Mermaid fences of a Markdown file from 1.',
      bad: 'torchdock render README.md --index 7 -o out.svg   # with two diagrams in it',
      good: 'torchdock render README.md --index 2 -o out.svg',
    },
  }),
};
