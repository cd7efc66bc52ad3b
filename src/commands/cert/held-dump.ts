/** Chains of certificates in what a proxy says of itself. */
import type { HeldChain } from '../../certs/inspect.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { secretsOf } from '../../envoy/rows/secret.ts';

/** The chains in a proxy's dump; each is judged by the authorities the same dump holds. Throws EnvoyError for what is no dump. */
export function chainsOfDump(bytes: Uint8Array, name: string): readonly HeldChain[] {
  const secrets = secretsOf(ConfigDump.parse(bytes, name)).filter(({ certificate }) => certificate !== undefined);
  const roots = secrets
    .filter(({ certificate }) => certificate?.isCa)
    .map(({ pem }) => pem)
    .join('\n');
  return secrets.map(({ name: secret, pem }) => ({ source: `${name}: ${secret}`, chain: pem, key: '', roots }));
}
