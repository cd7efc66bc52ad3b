import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { authzTable } from '../../envoy/rows/authz.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { formatOf } from './format.ts';
import { asPeer } from './peer.ts';
import { documentOf, objectsOf, tableText } from './print.ts';
import type { ViewCall } from './run.ts';
import { sourceOf } from './source.ts';
import { dumpOf } from './views.ts';

/** `meshctl authz check`: the authorization policies in a proxy's configuration. */
export async function runAuthz(call: ViewCall): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  const target = {
    flags,
    positionals,
    peer: `expecting pod name or config dump, found: ${positionals.length}`,
    around: (_: string, pod: string) => `failed to get config dump from pod ${pod.replace(/\.(?=[^.]*$)/, ' in ')}`,
    openText: (text: string) => `failed to get config dump from file ${flags.file ?? flags.dumpFile}: ${text}`,
  };
  return asPeer(call, async () => {
    const format = formatOf(flags);
    const source = sourceOf(target, host);
    const bytes = await source.answer(ADMIN_PATHS.listeners);
    const dump = readDump(bytes, source.name, target.openText);
    if (flags.compat === undefined) dump.checked();
    const table = authzTable(dump, { peer: flags.compat !== undefined });
    host.stdout.write(
      format === 'table'
        ? tableText(table)
        : await documentOf({ kind: 'AuthorizationPolicyList', value: objectsOf(table) }, { format, flags }),
    );
    return EXIT.ok;
  });
}

function readDump(bytes: Uint8Array, name: string, withFile: (text: string) => string) {
  try {
    return dumpOf({ bytes, name });
  } catch (error) {
    throw error instanceof EnvoyError ? error.withPeer(withFile) : error;
  }
}
