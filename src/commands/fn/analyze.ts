import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { analyze } from '../../analyze/run.ts';
import { STDIN } from '../../io/inputs.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { sortFindings } from '../../output/findings.ts';
import { type AnalyzeFlags, thresholdOf } from '../analyze/flags.ts';
import { readAll } from '../analyze/input.ts';
import { search } from '../analyze/search.ts';
import { checkWanted } from '../analyze/wanted.ts';
import { isFailing, statusOf } from '../validate/status.ts';
import { applyFunctionConfig } from './function-config.ts';
import { listText, readResourceList, repeatFindings, resultsOf } from './resource-list.ts';

/**
 * The whole of `meshctl fn analyze`: the list comes back with what was found in `results`. Throws InputError for what is no
 * ResourceList, ConfigError for a bad configuration of the function.
 */
export async function fnAnalyze(command: Command, host: Host): Promise<ExitStatus> {
  const list = await readResourceList(host);
  applyFunctionConfig(command, list.functionConfig);
  const flags = command.optsWithGlobals<AnalyzeFlags>();
  const threshold = thresholdOf('--failure-threshold', flags.failureThreshold);
  const lowest = thresholdOf('--output-threshold', flags.outputThreshold);
  checkWanted(flags);
  const again = { ...host, stdin: Readable.from([Buffer.from(list.text)]) };
  const input = await readAll([STDIN], flags, again);
  const findings = sortFindings(await search(input, { flags, analyze }, host));
  const shown = findings.filter((finding) => isFailing(finding, lowest));
  host.stdout.write(listText(list, list.items, resultsOf(list, shown)));
  repeatFindings(shown, flags, host);
  return flags.exitZero ? EXIT.ok : statusOf({ findings, absent: false }, threshold);
}
