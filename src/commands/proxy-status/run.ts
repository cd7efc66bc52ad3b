import type { Command } from 'commander';
import { ADMIN_PATHS } from '../../envoy/admin-paths.ts';
import { statusTable, verboseStatusTable } from '../../envoy/rows/proxy-status.ts';
import { canonical } from '../../envoy/schema/canonical.ts';
import { ofNamespace, proxiesOf, readSyncz, type SyncAnswer } from '../../envoy/syncz.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { ColorChoice } from '../../output/color.ts';
import { type Format, formatOf, PEER_WORDS } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { documentOf, peerDocument, tableText } from '../proxy-config/print.ts';
import { fileSource } from '../proxy-config/source.ts';

/** Flags of proxy-status. */
export interface StatusFlags {
  readonly file?: readonly string[];
  readonly namespace?: string;
  readonly verbosity: number;
  readonly output?: string;
  readonly compat?: 'istioctl';
  readonly color?: ColorChoice;
}

/** A call of proxy-status. */
export interface StatusCall {
  readonly flags: StatusFlags;
  readonly command: Command;
  readonly host: Host;
}

const RESPONSE = 'envoy.service.discovery.v3.DiscoveryResponse';

/** `meshctl proxy-status` on saved debug answers. */
export async function runStatus({ flags, command, host }: StatusCall): Promise<ExitStatus> {
  const { file: files = [], namespace = '', verbosity, output, compat } = flags;
  const printFlags = { ...(output === undefined ? {} : { output }), ...(compat === undefined ? {} : { compat }) };
  return asPeer({ flags: printFlags, command, host }, async () => {
    const format = formatOf(printFlags, { peer: PEER_WORDS.table });
    if (files.length === 0) {
      throw new UsageError('USAGE_SOURCE', 'no control plane is named', {
        hint: 'save its answer (GET /debug/syncz on port 15014 of istiod) and give it with --file',
      });
    }
    const answers: SyncAnswer[] = [];
    for (const file of files) {
      const source = fileSource(file, host);
      answers.push(ofNamespace(readSyncz(await source.answer(ADMIN_PATHS.everything), source.name), namespace));
    }
    if (format === 'table') {
      const proxies = proxiesOf(answers);
      host.stdout.write(tableText(verbosity > 0 ? verboseStatusTable(proxies, host.now()) : statusTable(proxies)));
    } else {
      host.stdout.write(await answersText(answers, format, compat !== undefined));
    }
    return EXIT.ok;
  });
}

/** The answers themselves; the reference prints one document for each. */
async function answersText(answers: readonly SyncAnswer[], format: Exclude<Format, 'table'>, peer: boolean) {
  const messages = answers.map(({ message }) => canonical(RESPONSE, message));
  if (!peer) return documentOf({ kind: 'ControlPlaneStatusList', value: messages }, { format, flags: {} });
  const texts = await Promise.all(messages.map((message) => peerDocument(format, message)));
  return texts.join(format === 'yaml' ? '---\n' : '');
}
