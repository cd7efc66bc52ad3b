/** What `meshctl iptables trace` does. */

import { PORT_MAX } from '../../iptables/constants.ts';
import { ruleFamily } from '../../iptables/explain/recognise.ts';
import { packetOf } from '../../iptables/trace/packet-text.ts';
import { type Telling, traceRecord } from '../../iptables/trace/record.ts';
import { trace } from '../../iptables/trace/trace.ts';
import { whyNot } from '../../iptables/trace/why-not.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { type Call, loadRules, type Rules } from './rule-source.ts';
import type { TraceFlags } from './trace.ts';
import { traceText, whyNotRecord, whyNotText } from './trace-text.ts';

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= PORT_MAX)) throw new UsageError('USAGE_PORT', `--why-not "${text}" is not a port`);
  return port;
}

/** Tells why a rule of these rules is there. */
export function tellingOf({ recogniser, ruleSets }: Rules): Telling {
  return ({ table, chain, rule }) => {
    if (!rule) return undefined;
    for (const { tables } of ruleSets) {
      for (const { name, families, chains } of tables) {
        const siblings = name === table ? chains.get(chain)?.rules : undefined;
        if (!siblings?.includes(rule)) continue;
        return recogniser.reasonOf(rule, { table, chain, family: ruleFamily(rule, families), siblings });
      }
    }
    return undefined;
  };
}

async function one(words: readonly string[], call: Call<TraceFlags>): Promise<ExitStatus> {
  const { flags, host } = call;
  const packet = packetOf(words, flags);
  const port = flags.whyNot === undefined ? undefined : portOf(flags.whyNot);
  const rules = await loadRules(call);
  const traced = trace(rules.machine, packet);
  const tell = tellingOf(rules);
  const why = port === undefined ? undefined : whyNot(rules.machine, packet, port);
  if (flags.output === 'json' || flags.output === 'yaml') {
    const fields = { ...traceRecord(traced, tell), ...(why ? { whyNot: whyNotRecord(why) } : {}) };
    host.stdout.write(await documentText(flags.output, envelope('Trace', fields)));
  } else {
    const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
    if (rules.loaded) {
      host.stderr.write(
        `the rules are those of the profile ${rules.label} as the flags ask for them; --from and --live read others\n`,
      );
    }
    host.stdout.write(traceText(traced, tell, paint) + (why ? whyNotText(why, paint) : ''));
  }
  return EXIT.ok;
}

/** The whole of `meshctl iptables trace`. */
export async function runTrace(words: readonly string[], call: Call<TraceFlags>): Promise<ExitStatus> {
  const { packets } = call.flags;
  if (packets === undefined) return one(words, call);
  if (words.length > 0) throw new UsageError('USAGE_PACKET', 'a packet in words does not go with --packets');
  const { tracePackets } = await import('./run-trace-packets.ts');
  return tracePackets(packets, call);
}
