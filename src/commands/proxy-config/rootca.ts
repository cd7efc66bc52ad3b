import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { rootsOf, shareRoot } from '../../envoy/roots.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { readPair } from './operands.ts';
import { asPeer } from './peer.ts';
import type { ViewCall } from './run.ts';

/** `meshctl proxy-config rootca-compare A B`: can two proxies check each other's certificates? */
export async function runRootCompare(call: ViewCall): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    const [a, b] = await readPair({ texts: positionals, flags, path: ADMIN_PATHS.secrets }, host);
    const same = shareRoot(rootsOf(a.dump, a.name), rootsOf(b.dump, b.name));
    if (flags.compat !== undefined) {
      const text = peerVerdict(a.name, b.name, same);
      if (!same) throw new EnvoyError('INPUT_ROOTCA', text, { peer: text });
      host.stdout.write(`${text}\n`);
      return EXIT.ok;
    }
    const verdict = same
      ? `${a.name} and ${b.name} trust a common root certificate`
      : `${a.name} and ${b.name} have no root certificate in common: neither can check the other`;
    host.stdout.write(`${verdict}\n`);
    return same ? EXIT.ok : EXIT.findings;
  });
}

function peerVerdict(a: string, b: string, same: boolean): string {
  const [how, whether] = same ? ['identical', 'available'] : ['non identical', 'unavailable'];
  return `Both [${a}] and [${b}] have the ${how} ROOTCA, theoretically the connectivity between them is ${whether}`;
}
