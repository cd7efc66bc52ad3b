import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { type Expiry, expiryOf } from '../../envoy/expiry.ts';
import { certificatesOf } from '../../envoy/roots.ts';
import { expiryTable } from '../../envoy/rows/expiry.ts';
import { compareBytes } from '../../gotext/compare.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { formatOf } from './format.ts';
import { readDumps } from './operands.ts';
import { tableText } from './print.ts';
import type { ViewCall } from './run.ts';
import { requires, sourceOf } from './source.ts';

/** `meshctl proxy-config certs`: every certificate of one or many proxies, the next to expire first. */
export async function runCerts(call: ViewCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const format = formatOf(flags);
  const dumps = await dumpsOf(call);
  const now = host.now();
  const days = flags.warnDays ?? 0;
  const all: readonly Expiry[] = dumps
    .flatMap(({ name, dump }) => certificatesOf(dump).map((held) => expiryOf(held, { proxy: name, now, days })))
    .sort((a, b) => compareBytes(a.notAfter, b.notAfter));
  if (format === 'table') host.stdout.write(tableText(expiryTable(all)));
  else host.stdout.write(await documentText(format, envelope('CertificateExpiryList', { items: all })));
  return flags.exitCode && all.some(({ state }) => state !== 'valid') ? EXIT.findings : EXIT.ok;
}

/** The proxies of the pods that are meant, those named as arguments, else the one of the flags. */
async function dumpsOf({ flags, positionals, host }: ViewCall) {
  if (positionals.length === 0 && (flags.allNamespaces || flags.selector !== undefined)) {
    const { meshDumps } = await import('./mesh-dumps.ts');
    return meshDumps(flags, ADMIN_PATHS.secrets, host);
  }
  if (positionals.length > 0 && flags.file === undefined)
    return readDumps({ texts: positionals, flags, path: ADMIN_PATHS.secrets }, host);
  const source = sourceOf({ flags, positionals, peer: requires('certs') }, host);
  const bytes = await source.answer(ADMIN_PATHS.secrets);
  return [{ name: source.name, dump: ConfigDump.parse(bytes, source.name).checked() }];
}
