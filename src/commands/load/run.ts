import { compareReports } from '../../load/compare.ts';
import { type LoadReport, loadReport } from '../../load/report.ts';
import { runLoad } from '../../load/run.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import type { LoadFlags } from './flags.ts';
import { planOf } from './plan.ts';
import { changesText, reportText } from './print.ts';
import { savedRun } from './saved.ts';

const isUrl = (text: string): boolean => /^[a-z]+:\/\//i.test(text);

interface Measured {
  readonly report: LoadReport;
  readonly interrupted: boolean;
}

/** Runs until the end, or until the first Ctrl-C: what was measured by then counts. */
async function measure(flags: LoadFlags, urls: readonly string[], host: Host): Promise<Measured> {
  const plan = await planOf(flags, urls, host);
  const stop = new AbortController();
  const release = [host.onSignal('SIGINT', () => stop.abort()), host.onSignal('SIGTERM', () => stop.abort())];
  try {
    return { report: loadReport(await runLoad(plan, stop.signal)), interrupted: stop.signal.aborted };
  } finally {
    for (const give of release) give();
  }
}

/**
 * `meshctl load`: measures, or takes a saved run, and prints it; beside an earlier one with `--compare`. Status 0 whatever the
 * answers were, 130 after Ctrl-C. Throws as `planOf` and `savedRun` do.
 */
export async function runLoadCommand(flags: LoadFlags, words: readonly string[], host: Host): Promise<ExitStatus> {
  const [word = ''] = words;
  const before = flags.compare === undefined ? undefined : await savedRun(flags.compare, host);
  const { report, interrupted } =
    words.length === 1 && !isUrl(word)
      ? { report: await savedRun(word, host), interrupted: false }
      : await measure(flags, words, host);
  const changes = before && compareReports(before, report);
  if (flags.output === 'table') {
    host.stdout.write(`${reportText(report)}${changes ? `\n${changesText(changes)}` : ''}`);
  } else {
    const value = { ...report, ...(changes ? { changes } : {}) };
    host.stdout.write(await documentText(flags.output, envelope('LoadReport', value)));
  }
  return interrupted ? EXIT.interrupted : EXIT.ok;
}
