/** Traces as a person reads them. */
import type { ChalkInstance } from 'chalk';
import type { Family } from '../../iptables/model/rule.ts';
import { conditionText, ruleText } from '../../iptables/ruleset/rule-text.ts';
import { packetWords } from '../../iptables/trace/packet-text.ts';
import type { Hop, Passage } from '../../iptables/trace/path.ts';
import type { Telling } from '../../iptables/trace/record.ts';
import type { Step } from '../../iptables/trace/state.ts';
import type { NearMiss, Trace } from '../../iptables/trace/trace.ts';
import type { MissedRule, WhyNot } from '../../iptables/trace/why-not.ts';

const VERDICTS: Readonly<Record<Passage['verdict'], (port: number | null) => string>> = {
  ACCEPT: () => 'ACCEPT: it passes, untouched by the proxy',
  DROP: () => 'DROP: it is dropped',
  REDIRECT: (port) => `REDIRECT: it goes to port ${port} of this machine`,
  TPROXY: (port) => `TPROXY: it is handed to the transparent socket on port ${port}`,
};

/** What becomes of a packet, one sentence. */
function verdictText({ verdict, port }: Pick<Passage, 'verdict' | 'port'>): string {
  return VERDICTS[verdict](port);
}

const familyOf = ({ packet }: Trace): Family => (packet.dst.includes(':') ? 'ipv6' : 'ipv4');

const endpoint = (address: string, port: number | undefined): string => {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
};

function place({ table, chain, number }: Pick<Step, 'table' | 'chain' | 'number'>): string {
  return `${table} ${chain} ${number}`;
}

function stepText(step: Step, width: number, { paint, tell, family }: TextContext): string {
  const { rule, action, dialect } = step;
  const head = `  ${place(step).padEnd(width)}  ${action}`;
  if (!rule) return `${paint.dim(head)}\n`;
  const known = tell(step);
  const flag = known?.flag === undefined ? '' : ` (${known.flag})`;
  const lines = [`      ${paint.cyan(ruleText(rule, dialect, family))}`];
  if (known) lines.push(`      ${paint.dim(`${known.meaning}${flag}`)}`);
  return `${head}\n${lines.map((line) => `${line}\n`).join('')}`;
}

interface TextContext {
  readonly paint: ChalkInstance;
  readonly tell: Telling;
  readonly family: Family;
}

function hopText(hop: Hop, context: TextContext): string {
  const { hook, iface, src, dst, dport, steps } = hop;
  const way = hook === 'output' ? `leaves by ${iface}` : `arrives by ${iface}`;
  const head = context.paint.bold(`${way}: ${src} → ${endpoint(dst, dport)}`);
  const width = Math.max(0, ...steps.map((step) => place(step).length));
  const body = steps.map((step) => stepText(step, width, context)).join('');
  return `${head}\n${body === '' ? `  ${context.paint.dim('no rule touches it')}\n` : body}`;
}

/** A rule about another port, address or interface is no surprise. */
function isSurprising({ but }: NearMiss): boolean {
  const plain = /^(?:source|destination|protocol|in-interface|out-interface)/.test(but.kind);
  return !plain || ('negated' in but && but.negated);
}

function missText(miss: NearMiss, { paint, family }: TextContext): string {
  const rule = ruleText(miss.rule, miss.dialect, family);
  return `  ${place(miss)} would have matched but for "${conditionText(miss.but, miss.dialect)}"\n      ${paint.cyan(rule)}\n`;
}

function missesText({ nearMisses }: Trace, context: TextContext): string {
  const told = nearMisses.filter(isSurprising);
  if (told.length === 0) return '';
  return `\n${context.paint.bold('nearly matched')}\n${told.map((miss) => missText(miss, context)).join('')}`;
}

function branchesText({ branches, truncated }: Trace, paint: ChalkInstance): string {
  if (branches.length === 0) return '';
  const lines = branches.map((branch) => `  if ${branch.assuming.join(' and ')} holds: ${verdictText(branch)}\n`);
  const more = truncated ? '  and there are further ways\n' : '';
  return `\n${paint.bold('these rules alone cannot decide it; above, nothing unknown is taken to hold')}\n${lines.join('')}${more}`;
}

/** A trace, step by step, then what nearly happened and what else could. */
export function traceText(traced: Trace, tell: Telling, paint: ChalkInstance): string {
  const context: TextContext = { paint, tell, family: familyOf(traced) };
  const head = `${packetWords(traced.packet)}\n${paint.bold(verdictText(traced))}\n`;
  const marks = traced.effects.length === 0 ? '' : `  set on the way: ${traced.effects.join(', ')}\n`;
  const notes = traced.notes.map((note) => `  note: ${note}\n`).join('');
  const hops = traced.hops.map((hop) => `\n${hopText(hop, context)}`).join('');
  return head + marks + notes + hops + missesText(traced, context) + branchesText(traced, paint);
}

function missedText({ failed, ...missed }: MissedRule): string {
  const conditions = failed.map((match) => `"${conditionText(match, missed.dialect)}"`).join(' and ');
  return `  ${place(missed)} leads there, but ${conditions} ${failed.length === 1 ? 'does' : 'do'} not hold\n`;
}

function whyNotReason(why: WhyNot): string {
  if (why.arrives) return '  it does end there\n';
  if (why.unknownPort) return '  no rule leads there\n';
  const nat = why.natSkipped ? '  nat decides on the first packet of a connection; this is a later one\n' : '';
  const { diverted, missed } = why;
  if (diverted?.rule) {
    const rule = ruleText(diverted.rule, diverted.dialect, 'ipv4');
    return `${nat}  ${place(diverted)} took it off the way: ${rule}\n`;
  }
  if (missed.length > 0) return nat + missed.map(missedText).join('');
  if (nat !== '') return nat;
  const missing = why.unreachable.map(({ table, chain }) => `${table} ${chain}`).join(' and ');
  return `  it never enters a chain that leads there${missing === '' ? '' : `, and no rule jumps to ${missing}, which does`}\n`;
}

/** Why a packet does not end at a port. */
export function whyNotText(why: WhyNot, paint: ChalkInstance): string {
  return `\n${paint.bold(`why not port ${why.port}`)}\n${whyNotReason(why)}`;
}

/** The same as data. */
export function whyNotRecord({ port, arrives, unknownPort, diverted, missed, unreachable, natSkipped }: WhyNot) {
  const rule = diverted?.rule && ruleText(diverted.rule, diverted.dialect, 'ipv4');
  return {
    port,
    arrives,
    unknownPort,
    natSkipped,
    ...(diverted
      ? { diverted: { table: diverted.table, chain: diverted.chain, number: diverted.number, text: rule } }
      : {}),
    unreachable,
    missed: missed.map(({ table, chain, number, failed, dialect }) => ({
      table,
      chain,
      number,
      failed: failed.map((match) => conditionText(match, dialect)),
    })),
  };
}
