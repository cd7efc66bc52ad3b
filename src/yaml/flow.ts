/** New YAML in flow style, in brackets. */
import { isMap } from '../model/json.ts';
import { quoteDouble, scalarText, stringText } from './quote.ts';

/** How a flow collection is written. */
export interface FlowStyle {
  /** Every string in double quotes, as JSON has it. */
  readonly json: boolean;
  /** Keys in double quotes. */
  readonly quoteKeys: boolean;
  /** What stands between a key's colon and its value. */
  readonly afterColon: string;
  /** What stands after a comma on the same line. */
  readonly afterComma: string;
  /** Where entries have lines of their own: what a level is indented by, and the line break. */
  readonly lines?: { readonly unit: string; readonly eol: string };
}

/** A flow collection entries are written into: its style, and the white space of the line they stand on. */
export interface FlowFrame {
  readonly style: FlowStyle;
  readonly indent: string;
}

/** The style of a flow collection that has no other to go by. */
export const PLAIN_FLOW: FlowStyle = { json: false, quoteKeys: false, afterColon: ' ', afterComma: ' ' };

function textOf(value: unknown, style: FlowStyle): string {
  return style.json && typeof value === 'string' ? quoteDouble(value) : scalarText(value, true);
}

function entriesOf(value: object, frame: FlowFrame): string[] {
  if (Array.isArray(value)) return value.map((item) => writeFlow(item, frame));
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => writeFlowPair(name, item, frame));
}

/** An entry of a flow mapping. */
export function writeFlowPair(name: string, value: unknown, frame: FlowFrame): string {
  const key = frame.style.quoteKeys ? quoteDouble(name) : stringText(name, true);
  return `${key}:${frame.style.afterColon}${writeFlow(value, frame)}`;
}

/** A value in flow style, as an entry of the frame. */
export function writeFlow(value: unknown, { style, indent }: FlowFrame): string {
  if (!Array.isArray(value) && !isMap(value)) return textOf(value, style);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const { lines } = style;
  const inner = lines ? indent + lines.unit : indent;
  const entries = entriesOf(value, { style, indent: inner });
  if (entries.length === 0 || !lines) return `${open}${entries.join(`,${style.afterComma}`)}${close}`;
  const { eol } = lines;
  return `${open}${eol}${entries.map((entry) => inner + entry).join(`,${eol}`)}${eol}${indent}${close}`;
}
