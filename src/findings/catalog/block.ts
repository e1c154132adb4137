import { defineFinding } from '../finding.js';

const MARKERS_GOOD = '<!-- torchdock:begin id=deploy view=deployment -->\n<!-- torchdock:end id=deploy -->';

/** Findings about the managed blocks of Markdown files. Codes `BLK-nn`. */
export const blockFindings = {
  noEnd: defineFinding<{ id: string }>({
    code: 'BLK-01',
    severity: 'error',
    title: 'A block begins and does not end',
    message: ({ id }) => `Block ${id} begins here and has no end marker`,
    hint: ({ id }) => `Add torchdock:end id=${id} after it. Until then nothing in this file is changed.`,
    page: {
      why: 'Without the end marker nobody can tell what belongs to the block, and what a person wrote after it. So nothing in the file is touched.',
      bad: '<!-- torchdock:begin id=deploy view=deployment -->\n\nText that a person wrote.',
      good: MARKERS_GOOD,
    },
  }),
  noBegin: defineFinding<{ id: string }>({
    code: 'BLK-02',
    severity: 'error',
    title: 'A block ends and did not begin',
    message: ({ id }) => `The end marker of block ${id} has no begin marker before it`,
    hint: () => 'Add the begin marker, or delete this one. Until then nothing in this file is changed.',
    page: {
      why: 'A lone end marker is what remains of a block after a merge or a deletion. What belonged to it cannot be known.',
      bad: '<!-- torchdock:end id=deploy -->',
      good: MARKERS_GOOD,
    },
  }),
  nested: defineFinding<{ id: string; outer: string }>({
    code: 'BLK-03',
    severity: 'error',
    title: 'A block begins inside another',
    message: ({ id, outer }) => `Block ${id} begins inside block ${outer}`,
    hint: ({ outer }) => `End ${outer} first: what stands inside a block is replaced. Nothing in this file is changed.`,
    page: {
      why: 'Everything between the markers is generated. A block inside it would be deleted at the next refresh.',
      bad: '<!-- torchdock:begin id=a view=image -->\n<!-- torchdock:begin id=b view=image -->\n<!-- torchdock:end id=b -->\n<!-- torchdock:end id=a -->',
      good: '<!-- torchdock:begin id=a view=image -->\n<!-- torchdock:end id=a -->\n\n<!-- torchdock:begin id=b view=image -->\n<!-- torchdock:end id=b -->',
    },
  }),
  duplicateId: defineFinding<{ id: string; line: number }>({
    code: 'BLK-04',
    severity: 'error',
    title: 'Two blocks of a file have the same id',
    message: ({ id, line }) => `Block ${id} is already there, in line ${line}`,
    hint: () => 'Give each block of the file its own id. Nothing in this file is changed.',
    page: {
      why: 'The id ties the two markers together and names the block in every message. A copied block needs a new one.',
      bad: '<!-- torchdock:begin id=a view=image -->\n<!-- torchdock:end id=a -->\n<!-- torchdock:begin id=a view=deployment -->\n<!-- torchdock:end id=a -->',
      good: '<!-- torchdock:begin id=a view=image -->\n<!-- torchdock:end id=a -->\n<!-- torchdock:begin id=b view=deployment -->\n<!-- torchdock:end id=b -->',
    },
  }),
  unknownAttribute: defineFinding<{ name: string; known: readonly string[]; closest: string | undefined }>({
    code: 'BLK-05',
    severity: 'error',
    title: 'A block has an attribute that does not exist',
    message: ({ name }) => `A block has no attribute ${name}`,
    hint: ({ known, closest }) => (closest ? `Did you mean ${closest}?` : `It has ${known.join(', ')}.`),
    page: {
      why: 'A mistyped attribute that is silently ignored gives a picture of the wrong thing.',
      bad: '<!-- torchdock:begin id=deploy view=deployment langauge=zh -->',
      good: '<!-- torchdock:begin id=deploy view=deployment lang=zh -->',
    },
  }),
  malformedAttribute: defineFinding<{ text: string; problem: string }>({
    code: 'BLK-06',
    severity: 'error',
    title: 'A marker cannot be read',
    message: ({ text, problem }) => `The marker cannot be read at ${text}: ${problem}`,
    hint: () => 'Write name=value, or name="value" where the value has spaces.',
    page: {
      why: 'Attributes are name=value; a value with spaces or commas and spaces stands in quotes, single or double.',
      bad: '<!-- torchdock:begin id=deploy view=deployment src=Dockerfile, compose.yaml -->',
      good: '<!-- torchdock:begin id=deploy view=deployment src="Dockerfile, compose.yaml" -->',
    },
  }),
  missingAttribute: defineFinding<{ name: string }>({
    code: 'BLK-07',
    severity: 'error',
    title: 'A marker lacks an attribute',
    message: ({ name }) => `The marker has no ${name}`,
    hint: ({ name }) => (name === 'view' ? 'Say what to draw, such as view=deployment.' : `Add ${name}=….`),
    page: {
      why: 'The id ties the two markers together, and the view says which question the picture answers. Neither is guessed.',
      bad: '<!-- torchdock:begin -->',
      good: MARKERS_GOOD,
    },
  }),
  unknownView: defineFinding<{ view: string; known: readonly string[]; closest: string | undefined }>({
    code: 'BLK-08',
    severity: 'error',
    title: 'A block asks for a view that does not exist',
    message: ({ view }) => `There is no view ${view}`,
    hint: ({ known, closest }) => (closest ? `Did you mean ${closest}?` : `There are ${known.join(', ')}.`),
    page: {
      why: 'A view is one question answered by one picture. `torchdock draw --help` lists them.',
      bad: '<!-- torchdock:begin id=deploy view=deploy -->',
      good: '<!-- torchdock:begin id=deploy view=deployment -->',
    },
  }),
  badValue: defineFinding<{ name: string; value: string; allowed: string }>({
    code: 'BLK-09',
    severity: 'error',
    title: 'An attribute of a block has a value that it cannot have',
    message: ({ name, value, allowed }) => `${name} is ${value}, but must be ${allowed}`,
    page: {
      why: 'A value that means nothing would be replaced by a default that nobody asked for.',
      bad: '<!-- torchdock:begin id=deploy view=deployment direction=down -->',
      good: '<!-- torchdock:begin id=deploy view=deployment direction=TB -->',
    },
  }),
  notAlone: defineFinding<{ id: string }>({
    code: 'BLK-10',
    severity: 'error',
    title: 'A marker shares its line with something else',
    message: ({ id }) => `The marker of block ${id} does not stand alone on its line`,
    hint: () => 'Put each marker on a line of its own. Until then nothing in this file is changed.',
    page: {
      why: 'A picture is made of whole lines. Beside a marker only the marks of the list or quote that holds the block may stand.',
      bad: 'See <!-- torchdock:begin id=a view=image --><!-- torchdock:end id=a -->',
      good: 'See\n\n<!-- torchdock:begin id=a view=image -->\n<!-- torchdock:end id=a -->',
    },
  }),
  differentPlace: defineFinding<{ id: string }>({
    code: 'BLK-11',
    severity: 'error',
    title: 'A block leaves the quote that it began in',
    message: ({ id }) => `The end marker of block ${id} does not stand in the quote where the block begins`,
    hint: () => 'Give both markers the same `>` marks. Until then nothing in this file is changed.',
    page: {
      why: 'Every line of a block gets the prefix of its begin marker. If the end marker stands outside, the lines between cannot be told apart from a person’s text.',
      bad: '> <!-- torchdock:begin id=a view=image -->\n\n<!-- torchdock:end id=a -->',
      good: '> <!-- torchdock:begin id=a view=image -->\n>\n> <!-- torchdock:end id=a -->',
    },
  }),
  unknownMarker: defineFinding<{ word: string; closest: string | undefined }>({
    code: 'BLK-12',
    severity: 'error',
    title: 'A marker is neither a begin nor an end',
    message: ({ word }) => `torchdock:${word} is no marker`,
    hint: ({ closest }) =>
      closest ? `Did you mean torchdock:${closest}?` : 'There are torchdock:begin and torchdock:end.',
    page: {
      why: 'A mistyped marker that is silently ignored leaves a picture that nobody refreshes.',
      bad: '<!-- torchdock:start id=deploy view=deployment -->',
      good: '<!-- torchdock:begin id=deploy view=deployment -->',
    },
  }),
  edited: defineFinding<{ id: string }>({
    code: 'BLK-13',
    severity: 'error',
    title: 'A person edited a generated block',
    message: ({ id }) => `Block ${id} was edited by hand, so it is not overwritten`,
    hint: () => 'Move your text out of the block, or run torchdock docs --force to replace it.',
    page: {
      why: 'The end marker holds the sum of what was generated. When the sum does not match, a person changed the block, and their work must not be lost without a word.',
      bad: 'A sentence typed between the markers.',
      good: 'A sentence typed before the begin marker or after the end marker.',
    },
  }),
  outOfDate: defineFinding<{ id: string; isEmpty: boolean }>({
    code: 'BLK-14',
    severity: 'error',
    title: 'A block is out of date',
    message: ({ id, isEmpty }) => (isEmpty ? `Block ${id} has no picture yet` : `Block ${id} is out of date`),
    hint: () => 'Run torchdock docs and commit the result.',
    page: {
      why: 'The files that run have changed and the picture has not. A reader would believe the picture.',
      bad: 'git commit compose.yaml',
      good: 'torchdock docs && git commit compose.yaml README.md',
    },
  }),
  cannotDraw: defineFinding<{ id: string; view: string; sources: string; reason: string }>({
    code: 'BLK-15',
    severity: 'error',
    title: 'The picture of a block cannot be drawn',
    message: ({ id, view, sources, reason }) => `The ${view} of ${sources} cannot be drawn for block ${id}: ${reason}`,
    hint: () => 'Check src= (paths are relative to the Markdown file). The block is left as it is.',
    page: {
      why: 'An empty picture would look like a system without parts. The block keeps what it had, and this says so.',
      bad: '<!-- torchdock:begin id=deploy view=deployment src=docker/Dockrfile -->',
      good: '<!-- torchdock:begin id=deploy view=deployment src=docker/Dockerfile -->',
    },
  }),
  noBlocks: defineFinding<{ where: string }>({
    code: 'BLK-16',
    severity: 'error',
    title: 'There is no block to refresh',
    message: ({ where }) => `${where} holds no torchdock block`,
    hint: () => 'Add one: torchdock docs --add deployment README.md',
    page: {
      why: 'Nothing matched is an error, never a silent success: a check that looks at no block would always be green.',
      bad: 'torchdock docs --check',
      good: 'torchdock docs --add deployment README.md && torchdock docs --check',
    },
  }),
  alreadyThere: defineFinding<{ id: string; view: string }>({
    code: 'BLK-17',
    severity: 'error',
    title: 'The file already has such a block',
    message: ({ id, view }) => `Block ${id} already shows the view ${view}`,
    hint: () => 'To show the same view of other sources, copy its markers and give them another id and src.',
    page: {
      why: 'The same picture twice on a page is almost always a command that was run twice.',
      bad: 'torchdock docs --add deployment README.md  # twice',
      good: 'torchdock docs --add deployment README.md\ntorchdock docs --add image README.md',
    },
  }),
  insideCode: defineFinding<{ view: string }>({
    code: 'BLK-18',
    severity: 'error',
    title: 'A block cannot be added at the end of the file',
    message: ({ view }) => `A block for ${view} at the end of this file would stand inside code or a comment`,
    hint: () =>
      'Close the code block or comment that is still open at the end of the file, or write the markers by hand where they belong.',
    page: {
      why: 'What stands in code is shown as text: markers there are examples and are never replaced.',
      bad: '```sh\ntorchdock up',
      good: '```sh\ntorchdock up\n```',
    },
  }),
  notText: defineFinding<{ path: string }>({
    code: 'BLK-19',
    severity: 'error',
    title: 'A Markdown file is not UTF-8',
    message: ({ path }) => `${path} is not valid UTF-8, so it is not changed`,
    hint: () => 'Save it as UTF-8.',
    page: {
      why: 'Bytes outside the blocks must stay as they are. Bytes that are no text could not be written back unchanged.',
      bad: 'iconv -t gbk README.md > README.zh.md',
      good: 'iconv -f gbk -t utf-8 README.zh.md > README.md',
    },
  }),
  invalidPicture: defineFinding<{ id: string; problem: string }>({
    code: 'BLK-20',
    severity: 'error',
    title: 'The text drawn for a block is not valid Mermaid',
    message: ({ id, problem }) => `The text drawn for block ${id} is refused by Mermaid: ${problem}`,
    hint: () => 'This is a fault of torchdock; please report the sources. The block is left as it is.',
    page: {
      why: 'Every picture is checked with Mermaid’s own grammar before it is written, so that a page never shows an error in its place.',
      bad: '(any input)',
      good: '(a picture that Mermaid accepts)',
    },
  }),
};
