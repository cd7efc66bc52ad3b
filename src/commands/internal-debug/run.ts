import type { Call } from '../../cli/declare.ts';
import { type AnyValue, answerJson, type DebugAnswer } from '../../envoy/protobuf/discovery.ts';
import { redactDump } from '../../envoy/redact-dump.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { askControlPlanes, type ControlPlaneFlags } from '../kube/control-plane.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { formatOf } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';

/** Flags of internal-debug. */
export interface DebugFlags extends SourceFlags, ControlPlaneFlags {
  readonly list?: boolean;
  readonly istioNamespace: string;
}

const PREFIX = 'istio.io/debug/';
const LIST = 'list';

/** `meshctl internal-debug TYPE`: what each control plane says. */
export async function runDebug(call: Call<DebugFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  const [type = flags.list ? LIST : undefined, ...names] = positionals;
  if (type === undefined) return missing(call);
  return asPeer(call, async () => {
    const format = formatOf(flags, { default: 'json' });
    const { namespace: _, ...plane } = flags;
    const answers = await askControlPlanes({ type: `${PREFIX}${type}`, names }, plane, host);
    const items = answers.map(({ name, answer }) => ({ controlPlane: name, answer: pageOf(answer) }));
    const isTable = format === 'table';
    const text = isTable
      ? items.map(({ controlPlane, answer }) => `${controlPlane}:\n${JSON.stringify(answer, undefined, 2)}\n`).join('')
      : await documentText(format, envelope('DebugPageList', { items }));
    host.stdout.write(text);
    return EXIT.ok;
  });
}

/** The reference has a status of its own for this mistake. */
function missing({ flags, host }: Call<DebugFlags>): ExitStatus {
  if (flags.compat === undefined) {
    throw new UsageError('USAGE_DEBUG', 'no page is named', { hint: '--list lists those there are' });
  }
  host.stderr.write('Error: debug type is required, you can specify --list flag to list supported debug types\n');
  return EXIT.usage;
}

/** The page in an answer: what its one resource holds, else the whole answer. */
function pageOf(answer: DebugAnswer): unknown {
  const [first, second] = answer.resources;
  const page = first && !second ? parsed(first) : undefined;
  return page ?? answerJson(answer);
}

function parsed({ value }: AnyValue): unknown {
  const text = Buffer.from(value).toString('utf8');
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    // Dumps of proxies may hold keys.
    return JSON.parse(redactDump(value));
  } catch {
    return text;
  }
}
