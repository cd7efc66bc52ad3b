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

/** JSON on one line with spaces, the style of a flow collection that has nothing to go by. */
export const PLAIN_FLOW: FlowStyle = { json: false, quoteKeys: false, afterColon: ' ', afterComma: ' ' };

function textOf(value: unknown, style: FlowStyle): string {
  return style.json && typeof value === 'string' ? quoteDouble(value) : scalarText(value, true);
}

function entriesOf(value: object, style: FlowStyle, indent: string): string[] {
  if (Array.isArray(value)) return value.map((item) => writeFlow(item, style, indent));
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => writeFlowPair(name, item, style, indent));
}

/** An entry of a flow mapping; `indent` is the white space of the line it stands on. */
export function writeFlowPair(name: string, value: unknown, style: FlowStyle, indent: string): string {
  const key = style.quoteKeys ? quoteDouble(name) : stringText(name, true);
  return `${key}:${style.afterColon}${writeFlow(value, style, indent)}`;
}

/** A value in flow style; `indent` is the white space of the line it begins on. */
export function writeFlow(value: unknown, style: FlowStyle, indent: string): string {
  if (!Array.isArray(value) && !isMap(value)) return textOf(value, style);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const { lines } = style;
  const inner = lines ? indent + lines.unit : indent;
  const entries = entriesOf(value, style, inner);
  if (entries.length === 0 || !lines) return `${open}${entries.join(`,${style.afterComma}`)}${close}`;
  const { eol } = lines;
  return `${open}${eol}${entries.map((entry) => inner + entry).join(`,${eol}`)}${eol}${indent}${close}`;
}
