/** Many packets at once: `trace --packets FILE`. */
import type { RuleSet } from '../../iptables/model/rule.ts';
import { readRules } from '../../iptables/read/rules.ts';
import { type Machine, machineOf } from '../../iptables/trace/machine.ts';
import { packetFrom, packetWords } from '../../iptables/trace/packet-text.ts';
import { marksOfRuleSets, marksOfRules } from '../../iptables/trace/place.ts';
import { traceRecord } from '../../iptables/trace/record.ts';
import { trace } from '../../iptables/trace/trace.ts';
import { InputError, NoInputError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asList, asMap, asString, entry, isMap, type JsonMap } from '../../model/json.ts';
import { documentText } from '../../output/document.ts';
import { table } from '../../output/table.ts';
import { type Call, loadRules, readRuleFile, ruleTextOf } from './rule-source.ts';
import type { TraceFlags } from './trace.ts';

/** Ready rule sets by name; the nameless ones are those of the flags. */
type Machines = (name: string | undefined) => Promise<Machine>;

const NAMED = /^([\w.-]+)=(.+)$/;

function parsed(text: string, file: string): JsonMap {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError('INPUT_JSON', `${file}: ${error instanceof Error ? error.message : 'not JSON'}`, {
      cause: error,
    });
  }
  // A bare list is one of packets.
  const document = Array.isArray(value) ? { packets: value } : asMap(value);
  if (!Array.isArray(document['packets'])) throw new InputError('INPUT_PACKET', `${file}: "packets" is no list`);
  return document;
}

/** The texts of a recorded rule set: one text, or one for each family or for nft. */
function recordedRules(value: unknown, name: string): readonly RuleSet[] {
  const file = `rule set "${name}"`;
  if (typeof value === 'string') return readRules(value, { file });
  const texts = [
    { text: asString(entry(value, 'iptablesSave')), family: 'ipv4' },
    { text: asString(entry(value, 'ip6tablesSave')), family: 'ipv6' },
    { text: asString(entry(value, 'nftList')), family: 'ipv4' },
  ] as const;
  return texts.flatMap(({ text, family }) =>
    text === undefined || text === '' ? [] : readRules(text, { file, family }),
  );
}

function recordedMachine(value: unknown, name: string): Machine {
  const ruleSets = recordedRules(value, name);
  const routing = entry(value, 'routing');
  const localMarks =
    routing === undefined
      ? marksOfRuleSets(ruleSets)
      : marksOfRules(asList(routing).filter((line): line is string => typeof line === 'string'));
  return machineOf(ruleSets, { localMarks });
}

/** The files of `--from NAME=FILE` by name; all others are the nameless rules. */
function namedFiles({ from = [] }: TraceFlags): {
  readonly named: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
} {
  const named = new Map<string, string>();
  const rest: string[] = [];
  for (const text of from) {
    const found = NAMED.exec(text);
    if (found?.[1] !== undefined && found[2] !== undefined) named.set(found[1], found[2]);
    else rest.push(text);
  }
  return { named, rest };
}

function machinesOf(document: JsonMap, call: Call<TraceFlags>): Machines {
  const recorded = asMap(document['rulesets']);
  const { named, rest } = namedFiles(call.flags);
  const ready = new Map<string | undefined, Promise<Machine>>();
  const make = async (name: string | undefined): Promise<Machine> => {
    if (name === undefined) return (await loadRules(call, rest)).machine;
    const file = named.get(name);
    if (file !== undefined) {
      const ruleSets = await readRuleFile(file, call);
      return machineOf(ruleSets, { localMarks: marksOfRuleSets(ruleSets) });
    }
    if (Object.hasOwn(recorded, name)) return recordedMachine(recorded[name], name);
    throw new NoInputError('NO_INPUT_RULESET', `there is no rule set "${name}"`, {
      hint: 'name it in "rulesets" of the file, or give it with --from NAME=FILE',
    });
  };
  return (name) => {
    const known = ready.get(name) ?? make(name);
    ready.set(name, known);
    return known;
  };
}

interface Asked {
  readonly id: string;
  readonly ruleset: string | undefined;
  readonly packet: ReturnType<typeof packetFrom>;
}

function askedPackets(document: JsonMap, file: string): readonly Asked[] {
  return asList(document['packets']).map((item, index) => {
    const id = asString(entry(item, 'id')) ?? String(index + 1);
    const packet = entry(item, 'packet');
    return {
      id,
      ruleset: asString(entry(item, 'ruleset')),
      packet: packetFrom(isMap(packet) ? packet : item, `${file}: packet ${id}`),
    };
  });
}

/**
 * Answers every packet of a file in its order. Throws InputError for what is no JSON or no packet, and NoInputError for a rule
 * set nobody gave.
 */
export async function tracePackets(file: string, call: Call<TraceFlags>): Promise<ExitStatus> {
  const { flags, host } = call;
  const document = parsed(await ruleTextOf(file, host), file);
  const machines = machinesOf(document, call);
  const answers = [];
  for (const { id, ruleset, packet } of askedPackets(document, file)) {
    const traced = trace(await machines(ruleset), packet);
    answers.push({ id, ...(ruleset === undefined ? {} : { ruleset }), ...traceRecord(traced, () => undefined) });
  }
  if (flags.output === 'json' || flags.output === 'yaml') host.stdout.write(await documentText(flags.output, answers));
  else {
    const rows = answers.map(({ id, ruleset = '', packet, verdict, port }) => [
      id,
      ruleset,
      packetWords(packet),
      port === null ? verdict : `${verdict} ${port}`,
    ]);
    host.stdout.write(table(['ID', 'RULES', 'PACKET', 'VERDICT'], rows));
  }
  return EXIT.ok;
}
