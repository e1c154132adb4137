/** Elements whose content is not text to be read. */
const SILENT: ReadonlySet<string> = new Set(
  'script style iframe object embed noscript template textarea title'.split(' '),
);
const TAG = /<\/?([a-zA-Z][\w-]{0,30})(?:\s[^<>]*|\/)?>/g;
const ENTITY = /^&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});/;

/**
 * A label as HTML → the HTML that means the same in a drawing whose labels are SVG text: line breaks stay, other tags
 * vanish and leave their text, characters that could be markup are escaped. Mermaid asks DOMPurify for this; DOMPurify
 * needs a browser, and keeps tags that SVG text would show as they are written.
 */
export function sanitizeLabel(html: string): string {
  if (!html.includes('<')) return escapeText(html);
  const folded = html.toLowerCase();
  let text = '';
  let at = 0;
  for (const found of html.matchAll(TAG)) {
    if (found.index < at) continue;
    const name = found[1]?.toLowerCase() ?? '';
    text += escapeText(html.slice(at, found.index));
    at = found.index + found[0].length;
    if (name === 'br') text += '<br>';
    if (SILENT.has(name) && !found[0].startsWith('</')) {
      const end = folded.indexOf(`</${name}`, at);
      at = end < 0 ? html.length : end;
    }
  }
  return text + escapeText(html.slice(at));
}

function escapeText(text: string): string {
  return text
    .replace(/&/g, (sign, at: number) => (ENTITY.test(text.slice(at, at + 40)) ? sign : '&amp;'))
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** The entities that people write in labels; any other name is left as it stands. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  plusmn: '±',
  times: '×',
  divide: '÷',
  micro: 'µ',
  para: '¶',
  sect: '§',
  middot: '·',
  bull: '•',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  larr: '←',
  uarr: '↑',
  rarr: '→',
  darr: '↓',
  harr: '↔',
  rArr: '⇒',
  infin: '∞',
  ne: '≠',
  le: '≤',
  ge: '≥',
  asymp: '≈',
  equiv: '≡',
  sum: '∑',
  prod: '∏',
  radic: '√',
  check: '✓',
  star: '☆',
  hearts: '♥',
  spades: '♠',
  clubs: '♣',
  diams: '♦',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  sigma: 'σ',
  theta: 'θ',
  omega: 'ω',
  Delta: 'Δ',
  Sigma: 'Σ',
  Omega: 'Ω',
  num: '#',
  semi: ';',
  colon: ':',
  lpar: '(',
  rpar: ')',
  lbrack: '[',
  rbrack: ']',
  lbrace: '{',
  rbrace: '}',
  lcub: '{',
  rcub: '}',
  lsqb: '[',
  rsqb: ']',
  vert: '|',
  percnt: '%',
  dollar: '$',
  commat: '@',
  bsol: '\\',
  sol: '/',
  lowbar: '_',
  ast: '*',
  plus: '+',
  equals: '=',
  excl: '!',
  quest: '?',
  grave: '`',
  Tab: ' ',
};

/** Mermaid hides `#quot;` and `#35;` from its grammars as `ﬂ°quot¶ß` and `ﬂ°°35¶ß`. */
export function decodeEntities(text: string): string {
  if (!text.includes('&') && !text.includes('ﬂ°')) return text;
  return text
    .replace(/ﬂ°°(\d{1,7})¶ß/g, '&#$1;')
    .replace(/ﬂ°(\w{1,32})¶ß/g, '&$1;')
    .replace(
      /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z][\da-zA-Z]{1,31}));/g,
      (whole, decimal, hexadecimal, name) => {
        if (name) return NAMED[name as string] ?? whole;
        return characterOf(decimal ? Number(decimal) : Number.parseInt(hexadecimal as string, 16));
      },
    );
}

function characterOf(codePoint: number): string {
  const isDrawable = codePoint >= 0x20 && codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
  return isDrawable ? String.fromCodePoint(codePoint) : '\ufffd';
}
