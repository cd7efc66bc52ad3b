import type { Table } from '../../envoy/rows/table.ts';
import type { StatedConfig } from '../../envoy/states.ts';
import { tabTable } from '../../gotext/tabwriter.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import type { SourceFlags } from './flags.ts';
import type { Format } from './format.ts';

/** Spaces of indent in the reference's JSON. */
const PEER_INDENT = 4;

/** A table as text. */
export function tableText({ header, rows, padding }: Table): string {
  return tabTable([header, ...rows], { padding });
}

/** What a command prints for people: a table, or a text where there is nothing to lay out. */
export type Printed = Table | string;

/** What is printed, as text. */
export function printedText(printed: Printed): string {
  return typeof printed === 'string' ? printed : tableText(printed);
}

/** The rows of a table as objects; columns become names in camelCase. */
export function objectsOf({ header, rows }: Table): readonly Readonly<Record<string, string>>[] {
  const names = header.map((column) =>
    column.toLowerCase().replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()),
  );
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ''])));
}

/** A value in the reference's JSON or YAML. */
export async function peerDocument(format: Exclude<Format, 'table'>, value: unknown): Promise<string> {
  if (format === 'json') return `${JSON.stringify(value, undefined, PEER_INDENT)}\n`;
  const { goYaml } = await import('../../yaml/go-writer.ts');
  // The reference prints a line break after the one that ends the document.
  return `${goYaml(value)}\n`;
}

/** What a command has to say in JSON and YAML: the reference's value, and the kind of ours. */
export interface Document {
  /** Name of the envelope: `ClusterList`. */
  readonly kind: string;
  /** A list becomes `items`, anything else `value`. */
  readonly value: unknown;
  /** What of it is not in force as it was sent; the reference says nothing of that. */
  readonly states?: readonly StatedConfig[];
}

/** A value in JSON or YAML: in meshctl's envelope, or bare as the reference has it. */
export async function documentOf(
  { kind, value, states }: Document,
  { format, flags }: { readonly format: Exclude<Format, 'table'>; readonly flags: SourceFlags },
): Promise<string> {
  if (flags.compat !== undefined) return peerDocument(format, value);
  const fields = Array.isArray(value) ? { items: value } : { value };
  return documentText(format, envelope(kind, { ...fields, ...(states && { states }) }));
}
