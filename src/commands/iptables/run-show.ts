/** What `meshctl iptables show` does. */
import type { ChalkInstance } from 'chalk';
import { type ChainFlow, destinationsOf, flowsOf, hasCounters } from '../../iptables/explain/flows.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { table } from '../../output/table.ts';
import { type Call, loadRules } from './rule-source.ts';

/** How the packets of a chain add up, one sentence; empty where nothing was counted. */
function sumText({ entered, rules, taken, rest, balanced }: ChainFlow): string {
  const counts = rules.filter(({ takes, packets }) => takes && packets > 0).map(({ packets }) => packets);
  const sum = counts.length > 1 ? `${counts.join(' + ')} = ${taken}` : String(taken);
  if (entered === undefined)
    return rest === undefined ? '' : `its rules took ${sum}; ${rest} more were left to the policy`;
  if (!balanced) {
    return `${entered} came in, its rules took ${sum}: packets came back from other chains, or counters were reset in between`;
  }
  if (entered === 0) return 'nothing came in';
  if (rest === 0) return `${entered} came in, its rules took them all: ${sum}`;
  return `${entered} came in, its rules took ${sum}; ${rest} fell off the end`;
}

function chainText(flow: ChainFlow, counted: boolean, paint: ChalkInstance): string {
  const head = paint.bold(`table ${flow.table}, chain ${flow.chain}`);
  const rows = flow.rules.map(({ number, packets, bytes, text }) =>
    counted ? [`  ${number}`, String(packets), String(bytes), text] : [`  ${number}`, text],
  );
  const body = table(counted ? ['  #', 'PACKETS', 'BYTES', 'RULE'] : ['  #', 'RULE'], rows);
  const sum = counted ? sumText(flow) : '';
  return `${head}\n${body}${sum === '' ? '' : `  ${paint.dim(sum)}\n`}`;
}

/** The whole of `meshctl iptables show`. */
export async function runShow(files: readonly string[], call: Call): Promise<ExitStatus> {
  const { flags, host } = call;
  const { ruleSets } = await loadRules(call, files.length > 0 ? files : flags.from);
  const [flows, destinations, counted] = [flowsOf(ruleSets), destinationsOf(ruleSets), hasCounters(ruleSets)];
  if (flags.output === 'json' || flags.output === 'yaml') {
    host.stdout.write(
      await documentText(flags.output, envelope('RuleListing', { counted, chains: flows, destinations })),
    );
    return EXIT.ok;
  }
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
  const chains = flows.map((flow) => chainText(flow, counted, paint)).join('\n');
  const rows = destinations.map(({ packets, what, chain, number }) => [`  ${packets}`, what, `${chain} ${number}`]);
  const went =
    rows.length === 0
      ? ''
      : `\n${paint.bold('where the packets went')}\n${table(['  PACKETS', 'WHERE', 'RULE'], rows)}`;
  host.stdout.write(flows.length === 0 ? 'there are no rules\n' : chains + went);
  return EXIT.ok;
}
