/** Traces as data: the fields of `expect` in packets.json, and what it has no words for. */
import type { Family } from '../model/rule.ts';
import { conditionText, ruleText } from '../ruleset/rule-text.ts';
import type { Hop, Passage } from './path.ts';
import type { Step } from './state.ts';
import type { NearMiss, Trace } from './trace.ts';

/** A step as `[table, chain, number, action]`. */
export type StepRecord = readonly [string, string, number | 'policy', string];

/** A hop as packets.json has it. */
export interface HopRecord {
  readonly hook: Hop['hook'];
  readonly iface: string;
  readonly src: string;
  readonly dst: string;
  readonly dport?: number;
  readonly steps: readonly StepRecord[];
}

/** A passage as packets.json has it. */
export interface PassageRecord {
  readonly verdict: Passage['verdict'];
  readonly port: number | null;
  readonly hops: readonly HopRecord[];
  /** Absent when nothing was set. */
  readonly effects?: readonly string[];
}

function hopRecord({ hook, iface, src, dst, dport, steps }: Hop): HopRecord {
  return {
    hook,
    iface,
    src,
    dst,
    ...(dport === undefined ? {} : { dport }),
    steps: steps.map(({ table, chain, number, action }) => [table, chain, number, action]),
  };
}

/** A passage in the fields of `expect`. */
function passageRecord({ verdict, port, hops, effects }: Passage): PassageRecord {
  return { verdict, port, hops: hops.map(hopRecord), ...(effects.length > 0 ? { effects } : {}) };
}

/** A rule that was crossed, with its text and why it is there. */
export interface CrossedRecord {
  readonly table: string;
  readonly chain: string;
  readonly number: number;
  readonly text: string;
  readonly reason?: string;
  readonly flag?: string;
}

/** Tells why a rule is there. */
export type Telling = (step: Step) => { readonly meaning: string; readonly flag?: string } | undefined;

function crossed(steps: readonly Step[], family: Family, tell: Telling): readonly CrossedRecord[] {
  return steps.flatMap((step) => {
    const { table, chain, number, rule, dialect } = step;
    if (!rule || number === 'policy') return [];
    const known = tell(step);
    return {
      table,
      chain,
      number,
      text: ruleText(rule, dialect, family),
      ...(known ? { reason: known.meaning } : {}),
      ...(known?.flag === undefined ? {} : { flag: known.flag }),
    };
  });
}

function missRecord({ table, chain, number, rule, dialect, but }: NearMiss, family: Family) {
  return { table, chain, number, text: ruleText(rule, dialect, family), but: conditionText(but, dialect) };
}

/** A whole trace: the fields of `expect`, then the rules crossed, near misses, the other ways it can go, and what was assumed. */
export function traceRecord(traced: Trace, tell: Telling) {
  const { packet, hops, nearMisses, branches, notes, truncated, examined } = traced;
  const family = packet.dst.includes(':') ? 'ipv6' : 'ipv4';
  return {
    packet,
    ...passageRecord(traced),
    examined,
    rules: crossed(
      hops.flatMap(({ steps }) => steps),
      family,
      tell,
    ),
    nearMisses: nearMisses.map((miss) => missRecord(miss, family)),
    ...(branches.length > 0
      ? { branches: branches.map((branch) => ({ assuming: branch.assuming, ...passageRecord(branch) })) }
      : {}),
    ...(truncated ? { truncated } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}
