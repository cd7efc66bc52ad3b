import { errorTable } from '../../envoy/rows/errors.ts';
import { statedConfigs } from '../../envoy/states.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { formatOf } from './format.ts';
import { tableText } from './print.ts';
import { readOne, type ViewCall } from './run.ts';

/** `meshctl proxy-config errors`: configuration the proxy refused, and what is warming or draining. */
export async function runErrors(call: ViewCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const format = formatOf(flags);
  const { dump } = await readOne(call);
  const states = statedConfigs(dump);
  if (format === 'table') {
    host.stdout.write(
      states.length === 0 ? 'everything the proxy was sent is in force\n' : tableText(errorTable(states)),
    );
  } else {
    host.stdout.write(await documentText(format, envelope('ConfigStateList', { items: states })));
  }
  const rejected = states.some(({ state }) => state === 'REJECTED');
  return flags.exitCode && rejected ? EXIT.findings : EXIT.ok;
}
