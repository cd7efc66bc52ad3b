/** A program as a Mermaid flowchart. */
import type { Program } from '../model/rule.ts';
import { type GraphChain, type GraphRule, graphOf } from './graph.ts';

const idOf = (table: string, chain: string): string => `${table}_${chain}`.replace(/[^A-Za-z0-9_]/g, '_');

/** Text inside double quotes of a flowchart. @see Mermaid flowchart syntax, entity codes */
const quoted = (text: string): string => text.replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');

const isArrow = ({ leadsTo, port }: GraphRule): boolean => leadsTo !== undefined || port !== undefined;

/** A chain's box: its name, and the rules that lead nowhere. */
function boxOf({ table, name, base, rules }: GraphChain): string {
  const rows = rules
    .filter((rule) => !isArrow(rule))
    .map(({ number, condition, action }) => quoted(`${number}: ${condition === '' ? '' : `${condition} → `}${action}`));
  const text = [`<b>${quoted(name)}</b>`, ...rows].join('<br/>');
  return base ? `${idOf(table, name)}(["${text}"])` : `${idOf(table, name)}["${text}"]`;
}

function arrowsOf({ table, name, rules }: GraphChain): readonly string[] {
  return rules.filter(isArrow).map(({ number, condition, leadsTo, port }) => {
    const label = quoted(`${number}: ${condition === '' ? 'all' : condition}`);
    const to = leadsTo === undefined ? `proxy_${port}` : idOf(table, leadsTo);
    return `  ${idOf(table, name)} -->|"${label}"| ${to}`;
  });
}

/**
 * The chains of a program as a flowchart: a group for each table, an arrow for each jump and each way to the proxy; the other
 * rules stand in the box of their chain.
 */
export function mermaidText(program: Program): string {
  const chains = graphOf(program);
  const tables = [...new Set(chains.map(({ table }) => table))];
  const ports = [...new Set(chains.flatMap(({ rules }) => rules.flatMap(({ port }) => port ?? [])))];
  const lines = [
    'flowchart LR',
    ...tables.flatMap((table) => [
      `  subgraph ${table}`,
      ...chains.filter((chain) => chain.table === table).map((chain) => `    ${boxOf(chain)}`),
      '  end',
    ]),
    ...ports.map((port) => `  proxy_${port}{{"proxy, port ${port}"}}`),
    ...chains.flatMap(arrowsOf),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
