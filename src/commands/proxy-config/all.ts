import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { redactDump } from '../../envoy/redact-dump.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { formatOf } from './format.ts';
import { asPeer } from './peer.ts';
import { documentOf, printedText } from './print.ts';
import type { ViewCall } from './run.ts';
import { requires, sourceOf } from './source.ts';
import { dumpOf, VIEWS, type ViewName } from './views.ts';

/** The parts in their order, and the headline of each. */
const PARTS: readonly (readonly [view: ViewName, headline: string])[] = [
  ['bootstrap', 'BOOTSTRAP'],
  ['cluster', 'CLUSTER'],
  ['listener', 'LISTENER'],
  ['route', 'ROUTE'],
  ['secret', 'SECRET'],
  ['eds', 'ENDPOINTS'],
];

/** `meshctl proxy-config all`: every part, one after another; what was printed before a part fails stays printed. */
export async function runAll(call: ViewCall): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    if (flags.compat === undefined) formatOf(flags);
    const source = sourceOf({ flags, positionals, peer: requires('all') }, host);
    const bytes = await source.answer(ADMIN_PATHS.everything);
    const shown = { bytes, name: source.name, flags, now: host.now(), named: true };
    const dump = dumpOf(shown);
    const format = formatOf(flags);
    if (format !== 'table') {
      const text = redactDump(dump.bytes);
      // Under compat JSON is the dump as it came.
      if (format === 'json' && flags.compat !== undefined) host.stdout.write(`${text}\n`);
      else host.stdout.write(await documentOf({ kind: 'ConfigDump', value: JSON.parse(text) }, { format, flags }));
      return EXIT.ok;
    }
    for (const [index, [name, headline]] of PARTS.entries()) {
      if (index > 0) host.stdout.write('\n');
      if (flags.withHeaders) host.stdout.write(`------ ${headline} INFO ------\n\n`);
      host.stdout.write(printedText(await VIEWS[name].table(shown)));
    }
    return EXIT.ok;
  });
}
