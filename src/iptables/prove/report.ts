/** Proofs and differences as data for people and programs. */
import type { Packet } from '../model/packet.ts';
import { conditionText, ruleText } from '../ruleset/rule-text.ts';
import { packetWords } from '../trace/packet-text.ts';
import type { Passage } from '../trace/path.ts';
import { curlOf, probeOf } from './probe.ts';
import type { Answer } from './questions.ts';
import { boxText, decidingStep, fateOf, type Region } from './regions.ts';
import type { Field, Traffic } from './scenarios.ts';

/** The rule that decided, for one machine. */
export interface DecidingRule {
  readonly table: string;
  readonly chain: string;
  readonly number: number | 'policy';
  readonly text: string;
  /** The flag that made it, where that is known. */
  readonly flag?: string;
}

/** How packets of a region fare under one rule set. */
export interface Fate {
  /** `ACCEPT`, `REDIRECT 15001`. */
  readonly fate: string;
  /** Absent when no rule took the packet. */
  readonly by?: DecidingRule;
}

/** Packets that fare alike, in words, with one of them. */
export interface RegionReport {
  /** Which traffic it is part of: `TCP the application sends to other machines`. */
  readonly traffic: string;
  /** What tells it from the rest of that traffic. */
  readonly packets: readonly string[];
  readonly fates: readonly Fate[];
  readonly example: Packet;
  /** The example as the words of `meshctl iptables trace`. */
  readonly trace: string;
  /** Commands that send the example; empty where no program can. */
  readonly probes: readonly string[];
  /** Conditions nobody can decide that are taken to hold. */
  readonly assuming: readonly string[];
}

const SENDERS: Readonly<Record<Traffic['sender'], string>> = {
  app: 'the application',
  proxy: 'the proxy',
  anybody: 'anybody here',
};

/** Kinds of traffic in words. */
function trafficText({ sender, protocol, way, iface, state, stray }: Traffic): string {
  const what = `${protocol.toUpperCase()}${state === undefined || state === 'NEW' ? '' : ` in state ${state}`}`;
  const by = iface === undefined || iface === 'eth0' ? '' : ` by ${iface}`;
  if (way === 'in') return `${what} that arrives from other machines${by}`;
  const from = stray ? `${what} that no socket sends,` : `${what} that ${SENDERS[sender]} sends`;
  return way === 'local' ? `${from} to this pod itself` : `${from} to other machines${by}`;
}

/** Finds the flag of a rule that decided. */
export type FlagOf = (step: NonNullable<ReturnType<typeof decidingStep>>) => string | undefined;

function fateReport(passage: Passage, { family }: Region['scenario'], flagOf: FlagOf): Fate {
  const step = decidingStep(passage);
  if (!step?.rule) return { fate: fateOf(passage) };
  const { table, chain, number, rule, dialect } = step;
  const flag = flagOf(step);
  const by = { table, chain, number, text: ruleText(rule, dialect, family), ...(flag === undefined ? {} : { flag }) };
  return { fate: fateOf(passage), by };
}

/** The regions of an answer in words. */
export function regionReports(
  { traffic, whole, regions }: Answer,
  { atoms }: Field,
  flagOf: FlagOf,
): readonly RegionReport[] {
  return regions.map(({ scenario, boxes, example }) => ({
    traffic: trafficText(traffic),
    packets: boxes.map((box) => boxText(box, scenario, { atoms, whole })),
    fates: example.passages.map((passage) => fateReport(passage, scenario, flagOf)),
    example: example.packet,
    trace: packetWords(example.packet),
    probes: [probeOf(example.packet), curlOf(example.packet)].flatMap((probe) => probe ?? []),
    assuming: example.assuming.map(({ match }) => conditionText(match, 'iptables')),
  }));
}
