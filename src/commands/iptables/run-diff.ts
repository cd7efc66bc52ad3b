/** What `meshctl iptables diff` does. */
import { diff } from '../../iptables/diff/diff.ts';
import { type RegionReport, regionReports } from '../../iptables/prove/report.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { counted } from './counted.ts';
import type { DiffFlags } from './diff.ts';
import { regionText } from './region-text.ts';
import { type Call, loadRules } from './rule-source.ts';
import { tellingOf } from './run-trace.ts';

const MAX_FILES = 2;

/** The whole of `meshctl iptables diff`. */
export async function runDiff(files: readonly string[], call: Call<DiffFlags>): Promise<ExitStatus> {
  const { flags, host } = call;
  if (files.length > MAX_FILES)
    throw new UsageError('USAGE_ARGUMENTS', `two rule sets are compared, not ${files.length}`);
  const before = await loadRules(call, files.slice(0, 1));
  const after = await loadRules(call, files.length > 1 ? files.slice(1) : flags.from);
  const tells = [tellingOf(before), tellingOf(after)];
  const flagOf = (step: Parameters<(typeof tells)[number]>[0]) => tells.map((tell) => tell(step)?.flag).find(Boolean);
  const facts = after.loaded ? after.facts : before.facts;
  const changes = diff({ before: before.machine, after: after.machine, facts });
  const regions: readonly RegionReport[] = changes.flatMap(({ answers, field }) =>
    answers.flatMap((answer) => regionReports(answer, field, flagOf)),
  );
  const classes = changes.reduce((sum, change) => sum + change.classes, 0);
  const truncated = changes.some((change) => change.truncated);
  if (flags.output === 'json' || flags.output === 'yaml') {
    const fields = { before: before.label, after: after.label, classes, truncated, changes: regions };
    host.stdout.write(await documentText(flags.output, envelope('RuleDiff', fields)));
  } else {
    const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
    const style = { labels: [before.label, after.label], words: after.words, paint };
    const walked = `${counted(classes, 'class', 'classes')} of packets`;
    const given = truncated ? ', given up before all were walked' : '';
    const head =
      regions.length === 0
        ? `no packet fares differently (${walked}${given})\n`
        : `packets that fare differently (${walked}${given})\n`;
    host.stdout.write(head + regions.map((region) => `\n${regionText(region, style)}`).join(''));
  }
  return flags.exitCode && regions.length > 0 ? EXIT.findings : EXIT.ok;
}
