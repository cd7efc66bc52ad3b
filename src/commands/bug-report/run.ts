import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BUILD } from '../../cli/build-info.ts';
import { merged, type Redaction, redactText } from '../../doctor/redact.ts';
import { packFiles } from '../../io/pack.ts';
import { writePrivate } from '../../io/private-file.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { documentText } from '../../output/document.ts';
import { type Envelope, envelope, json } from '../../output/json.ts';
import { table } from '../../output/table.ts';
import { type Contents, contentsOf, type Gathered } from './contents.ts';

/** The flags of `meshctl bug-report` as commander gives them. */
export interface BugReportFlags {
  readonly admin?: readonly string[];
  readonly file?: readonly string[];
  readonly filename?: readonly string[];
  readonly out: string;
  readonly output: 'table' | 'json' | 'yaml';
}

/** A call of the command. */
export interface BugReportCall {
  readonly flags: BugReportFlags;
  readonly words: readonly string[];
  readonly command: Command;
  readonly host: Host;
}

/** The folder everything is in, so that unpacking scatters nothing. */
const FOLDER = 'meshctl-bug-report';

const WARNING = 'look through it before you send it: what only you know to be secret is still there';

/** The list of contents: what was packed, by whom, and what was blanked where. */
function listOf({ gathered, problems }: Contents, host: Host): Envelope {
  return envelope('BugReport', {
    created: host.now().toISOString(),
    meshctl: BUILD,
    runtime: host.runtime,
    files: gathered.map(({ file, redacted: { text, redactions } }) => ({
      file,
      bytes: Buffer.byteLength(text),
      redactions,
    })),
    redactions: merged(...gathered.map(({ redacted }) => redacted.redactions)),
    problems: problems.map((text) => redactText(text).text),
  });
}

const countsText = (redactions: readonly Redaction[]): string =>
  redactions.map(({ what, count }) => `${count} × ${what}`).join(', ');

function tableOf(gathered: readonly Gathered[]): string {
  const rows = gathered.map(({ file, redacted: { text, redactions } }) => [
    file,
    String(Buffer.byteLength(text)),
    countsText(redactions),
  ]);
  return table(['FILE', 'BYTES', 'BLANKED'], rows);
}

/**
 * `meshctl bug-report`: gathers everything first, then writes one archive for its owner alone, and says what is in it. What a
 * proxy does not answer is told in the archive and on standard error, and does not fail the run. Throws as reading the files
 * that were named does, and UsageError for a proxy that is not named as HOST:PORT.
 */
export async function runBugReport(call: BugReportCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const contents = await contentsOf(call);
  const list = listOf(contents, host);
  const archive = packFiles({ packed: true, modified: host.now() });
  await archive.add(`${FOLDER}/report.json`, json(list));
  for (const { file, redacted } of contents.gathered) await archive.add(`${FOLDER}/${file}`, redacted.text);
  await writePrivate(resolve(host.cwd, flags.out), await archive.finish());
  host.stdout.write(flags.output === 'table' ? tableOf(contents.gathered) : await documentText(flags.output, list));
  for (const text of contents.problems) host.stderr.write(`${text}\n`);
  host.stderr.write(`wrote ${flags.out}; ${WARNING}\n`);
  return EXIT.ok;
}
