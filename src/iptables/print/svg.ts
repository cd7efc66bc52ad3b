/** A program as a drawing: chains in boxes, an arrow for each jump. */
import type { Program, TableName } from '../model/rule.ts';
import { type GraphChain, type GraphRule, graphOf } from './graph.ts';

/** Sizes in pixels. */
const SIZE = {
  character: 7.3,
  font: 12,
  row: 18,
  pad: 10,
  /** Between the boxes of a column, and of rows. */
  gapX: 90,
  gapY: 22,
  /** Above the boxes of a table, for its name. */
  heading: 34,
  margin: 24,
} as const;

const COLOR = {
  text: '#1f2430',
  faint: '#6b7280',
  base: '#e0e7ff',
  chain: '#f3f4f6',
  line: '#94a3b8',
  arrow: '#4f46e5',
  proxy: '#047857',
} as const;

interface Box {
  readonly chain: GraphChain;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Band {
  readonly table: TableName;
  readonly y: number;
  readonly boxes: readonly Box[];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const rowText = ({ number, condition, action }: GraphRule): string =>
  `${number}  ${condition === '' ? '' : `${condition}  `}→ ${action}`;

function sizeOf({ name, rules }: GraphChain): Pick<Box, 'width' | 'height'> {
  const longest = Math.max(name.length, ...rules.map((rule) => rowText(rule).length));
  return {
    width: Math.ceil(longest * SIZE.character) + 2 * SIZE.pad,
    height: SIZE.row * (rules.length + 1) + 2 * SIZE.pad,
  };
}

/** The left edge of each column: columns are as wide as their widest box in any table, so that bands line up. */
function columnEdges(chains: readonly GraphChain[]): readonly number[] {
  const edges: number[] = [];
  let x: number = SIZE.margin;
  for (let depth = 0; chains.some((chain) => chain.depth === depth); depth++) {
    edges.push(x);
    x += Math.max(...chains.filter((chain) => chain.depth === depth).map((chain) => sizeOf(chain).width)) + SIZE.gapX;
  }
  return edges;
}

/** Boxes of a table below each other in the column of their depth. */
function bandOf(table: TableName, chains: readonly GraphChain[], at: { y: number; edges: readonly number[] }): Band {
  const next = new Map<number, number>();
  const boxes = chains.map((chain) => {
    const y = next.get(chain.depth) ?? at.y + SIZE.heading;
    const box = { chain, x: at.edges[chain.depth] ?? SIZE.margin, y, ...sizeOf(chain) };
    next.set(chain.depth, y + box.height + SIZE.gapY);
    return box;
  });
  return { table, y: at.y, boxes };
}

const bottomOf = ({ boxes }: Band): number => Math.max(...boxes.map(({ y, height }) => y + height));

function layout(chains: readonly GraphChain[]): readonly Band[] {
  const edges = columnEdges(chains);
  const bands: Band[] = [];
  let y: number = SIZE.margin;
  for (const table of new Set(chains.map((chain) => chain.table))) {
    const inTable = chains.filter((chain) => chain.table === table);
    const band = bandOf(table, inTable, { y, edges });
    bands.push(band);
    y = bottomOf(band) + SIZE.gapY;
  }
  return bands;
}

const rowY = (box: Box, number: number): number => box.y + SIZE.pad + SIZE.row * number + SIZE.row / 2;

function* boxLines(box: Box): Generator<string> {
  const { chain, x, y, width, height } = box;
  const fill = chain.base ? COLOR.base : COLOR.chain;
  yield `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${COLOR.line}"/>`;
  const left = x + SIZE.pad;
  yield `<text x="${left}" y="${rowY(box, 0) + 4}" font-weight="bold">${escaped(chain.name)}</text>`;
  for (const rule of chain.rules) {
    const color = rule.port === undefined ? COLOR.text : COLOR.proxy;
    const text = escaped(rowText(rule));
    yield `<text x="${left}" y="${rowY(box, rule.number) + 4}" fill="${color}" xml:space="preserve">${text}</text>`;
  }
}

/** From the row of a jump to the name of the chain it leads to. */
function* arrows(box: Box, boxes: readonly Box[]): Generator<string> {
  for (const { number, leadsTo } of box.chain.rules) {
    const target = boxes.find(({ chain }) => chain.name === leadsTo);
    if (!target) continue;
    const [x1, y1, x2, y2] = [box.x + box.width, rowY(box, number), target.x, rowY(target, 0)];
    const bend = Math.max(SIZE.gapX / 2, Math.abs(x2 - x1) / 2);
    const path = `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`;
    yield `<path d="${path}" fill="none" stroke="${COLOR.arrow}" stroke-width="1.5" marker-end="url(#head)"/>`;
  }
}

const HEAD = [
  '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
  `<path d="M 0 0 L 8 4 L 0 8 z" fill="${COLOR.arrow}"/></marker></defs>`,
].join('');

function* drawing(bands: readonly Band[]): Generator<string> {
  for (const { table, y, boxes } of bands) {
    const left = SIZE.margin;
    yield `<text x="${left}" y="${y + SIZE.font + 4}" font-size="15" fill="${COLOR.faint}">table ${table}</text>`;
    for (const box of boxes) yield* boxLines(box);
    for (const box of boxes) yield* arrows(box, boxes);
  }
}

/** The chains of a program as an SVG document: a band for each table, jumps from left to right, ways to the proxy in green. */
export function svgText(program: Program): string {
  const bands = layout(graphOf(program));
  const boxes = bands.flatMap((band) => band.boxes);
  const width = Math.max(0, ...boxes.map((box) => box.x + box.width)) + SIZE.margin;
  const height = Math.max(0, ...bands.map(bottomOf)) + SIZE.margin;
  const font = `font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${SIZE.font}"`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${font}>`;
  const lines = [
    open,
    `<title>${escaped(`Interception rules of the profile ${program.profile}`)}</title>`,
    HEAD,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawing(bands),
    '</svg>',
  ];
  return lines.map((line) => `${line}\n`).join('');
}
