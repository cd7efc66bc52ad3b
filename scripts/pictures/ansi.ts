/** What a terminal shows, as a picture: text with SGR codes in, SVG out. */

/** How some text looks. */
interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
  /** A colour of the palette; `undefined` for that of the text. */
  readonly color: string | undefined;
  readonly background: string | undefined;
}

/** Text of one style. */
interface Span {
  readonly text: string;
  readonly style: Style;
}

const PLAIN: Style = {
  bold: false,
  dim: false,
  inverse: false,
  underline: false,
  color: undefined,
  background: undefined,
};

const INK = '#d6deeb';
const PAPER = '#0d1b2a';

/** The eight colours, then the bright ones. */
const PALETTE = [
  '#5c6773',
  '#ff6b6b',
  '#7fd962',
  '#ffb454',
  '#59c2ff',
  '#d2a6ff',
  '#5ccfe6',
  '#c7c7c7',
  '#8a9199',
  '#ff8f8f',
  '#a6e88a',
  '#ffd173',
  '#8fd3ff',
  '#e0c2ff',
  '#95e6f5',
  '#ffffff',
];

/** Steps of a colour in the cube of 256 colours. */
const CUBE = [0, 95, 135, 175, 215, 255];

const FONT_SIZE = 14;
const CHAR_WIDTH = 8.43;
const LINE_HEIGHT = 19;
const PADDING = 16;
/** The bar with the title. */
const BAR = 30;

const rgb = (red: number, green: number, blue: number): string =>
  `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;

function indexed(index: number): string {
  if (index < PALETTE.length) return PALETTE[index] ?? INK;
  if (index >= 232) return rgb((index - 232) * 10 + 8, (index - 232) * 10 + 8, (index - 232) * 10 + 8);
  const at = index - PALETTE.length;
  return rgb(CUBE[Math.floor(at / 36)] ?? 0, CUBE[Math.floor(at / 6) % 6] ?? 0, CUBE[at % 6] ?? 0);
}

/** What a code changes; codes that are not here change nothing. */
const CODES: Readonly<Record<number, Partial<Style>>> = {
  0: PLAIN,
  1: { bold: true },
  2: { dim: true },
  4: { underline: true },
  7: { inverse: true },
  22: { bold: false, dim: false },
  24: { underline: false },
  27: { inverse: false },
  39: { color: undefined },
  49: { background: undefined },
};

const ESCAPE = String.fromCharCode(0x1b);
/** An escape sequence, or the end of a line. */
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[0-9;?]*[A-Za-z]|\\n)`);
const SGR = new RegExp(`^${ESCAPE}\\[([0-9;]*)m$`);

function after(style: Style, codes: readonly number[]): Style {
  let [next, at] = [style, 0];
  while (at < codes.length) {
    const code = codes[at++] ?? 0;
    const isText = code === 38;
    if (isText || code === 48) {
      const kind = codes[at++];
      const value = kind === 5 ? indexed(codes[at] ?? 0) : rgb(codes[at] ?? 0, codes[at + 1] ?? 0, codes[at + 2] ?? 0);
      at += kind === 5 ? 1 : 3;
      next = isText ? { ...next, color: value } : { ...next, background: value };
    } else if (code >= 30 && code <= 37) next = { ...next, color: indexed(code - 30) };
    else if (code >= 40 && code <= 47) next = { ...next, background: indexed(code - 40) };
    else if (code >= 90 && code <= 97) next = { ...next, color: indexed(code - 82) };
    else next = { ...next, ...CODES[code] };
  }
  return next;
}

/** The lines of a text with SGR codes, each in spans of one style. Other escape sequences are left out. */
export function spansOf(text: string): readonly (readonly Span[])[] {
  const lines: Span[][] = [[]];
  let style = PLAIN;
  for (const part of text.split(SEQUENCE)) {
    const [, codes] = SGR.exec(part) ?? [];
    if (codes !== undefined) style = after(style, codes === '' ? [0] : codes.split(';').map(Number));
    else if (part === '\n') lines.push([]);
    else if (part !== '' && !part.startsWith(ESCAPE)) lines.at(-1)?.push({ text: part, style });
  }
  return lines;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const x = (column: number): string => (PADDING + column * CHAR_WIDTH).toFixed(1);

function drawn(spans: readonly Span[], row: number): string {
  const y = BAR + PADDING + row * LINE_HEIGHT;
  let column = 0;
  let [boxes, texts] = ['', ''];
  for (const { text, style } of spans) {
    const width = [...text].length;
    const color = style.inverse ? (style.background ?? PAPER) : (style.color ?? INK);
    const paper = style.inverse ? (style.color ?? INK) : style.background;
    if (paper !== undefined) {
      const size = `width="${(width * CHAR_WIDTH).toFixed(1)}" height="${LINE_HEIGHT}"`;
      boxes += `<rect x="${x(column)}" y="${y - LINE_HEIGHT + 5}" ${size} fill="${paper}"/>`;
    }
    const weight = style.bold ? ' font-weight="bold"' : '';
    const faint = style.dim ? ' opacity="0.6"' : '';
    const line = style.underline ? ' text-decoration="underline"' : '';
    // The width is told, so that columns stand below each other in whatever font there is.
    const fit = `textLength="${(width * CHAR_WIDTH).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
    if (text.trim() !== '')
      texts += `<text x="${x(column)}" y="${y}" fill="${color}" ${fit}${weight}${faint}${line}>${escaped(text)}</text>`;
    column += width;
  }
  return boxes + texts;
}

/** A picture of a terminal with a title and this text in it; as wide as its longest line, and as `columns` at least. */
export function svgOf(title: string, text: string, columns = 0): string {
  const lines = spansOf(text.replace(/\s+$/, ''));
  const widest = Math.max(
    columns,
    ...lines.map((spans) => spans.reduce((sum, span) => sum + [...span.text].length, 0)),
  );
  const width = Math.ceil(PADDING * 2 + widest * CHAR_WIDTH);
  const height = BAR + PADDING + lines.length * LINE_HEIGHT;
  const dots = ['#ff5f56', '#ffbd2e', '#27c93f'].map(
    (fill, at) => `<circle cx="${18 + at * 18}" cy="15" r="5.5" fill="${fill}"/>`,
  );
  const font = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>
${dots.join('')}<text x="${width / 2}" y="20" fill="#8a9199" font-family="${font}" font-size="12" text-anchor="middle">${escaped(title)}</text>
<g font-family="${font}" font-size="${FONT_SIZE}" xml:space="preserve">
${lines
  .map((spans, row) => drawn(spans, row + 1))
  .filter((line) => line !== '')
  .join('\n')}
</g>
</svg>
`;
}
