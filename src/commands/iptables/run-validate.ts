/** What `meshctl iptables validate` and `apply --run-validation` do. */
import { operationConfig } from '../../iptables/config/operation.ts';
import type { Values } from '../../iptables/config/values.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { readAddresses } from '../../netns/host-items.ts';
import { type QuickTrial, type Tried, validate, validateQuickly } from '../../netns/probe/validate.ts';
import { shellIn } from '../../netns/shell.ts';
import type { Namespace } from '../../netns/target.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { table } from '../../output/table.ts';
import { type Call, type Opened, openPlan } from './live.ts';
import type { LiveFlags } from './live-flags.ts';
import { reportFindings } from './report.ts';
import type { ValidateFlags } from './validate.ts';

/** Sending changes nothing, so the namespace meshctl is in will do where none is named. */
const HERE: Namespace = { label: 'this namespace', enter: [] };

async function trialOf({ loaded, namespace = HERE }: Opened, values: Values, host: Host): Promise<QuickTrial> {
  const { probePort, probeTimeoutMs } = operationConfig(values);
  return {
    namespace,
    program: loaded.plan.program,
    facts: loaded.plan.facts,
    addresses: await readAddresses(shellIn(namespace, host)),
    timeoutMs: probeTimeoutMs,
    probePort,
  };
}

const INCOMPLETE =
  'only what this user sends was tried; root also sends as the proxy and from a machine beside the pod\n';

/** The whole of `meshctl iptables validate`. */
export async function runValidate(flags: ValidateFlags, call: Call): Promise<ExitStatus> {
  const opened = await openPlan(flags, call, { needed: false });
  const { loaded } = opened;
  await reportFindings(loaded.diagnostics, flags, call.host);
  if (flags.quick) return quickValidation(opened, flags, call);
  const { probeTimeout } = flags;
  const own: Values =
    probeTimeout === undefined
      ? new Map()
      : new Map([['probe-timeout', { text: probeTimeout, source: { kind: 'flag', name: '--probe-timeout' } }]]);
  const trial = await trialOf(opened, new Map([...loaded.values, ...own]), call.host);
  const { tried, complete } = await validate(trial, call.host);
  if (!complete) call.host.stderr.write(INCOMPLETE);
  await print(tried, flags, call.host);
  return tried.some(({ finding }) => finding.status === 'wrong') ? EXIT.findings : EXIT.ok;
}

/** The peer's single probe. Status 79 when it does not come back; under `--compat` the peer's 126. */
export async function quickValidation(opened: Opened, _flags: LiveFlags, { host }: Call): Promise<ExitStatus> {
  const trial = await trialOf(opened, opened.loaded.values, host);
  const results = await validateQuickly(trial, host);
  const failed = [...results].filter(([, back]) => !back).map(([family]) => (family === 'ipv4' ? 'IPv4' : 'IPv6'));
  if (failed.length === 0) {
    host.stderr.write(`${trial.namespace.label}: the proxy's call to itself comes back to its inbound listener\n`);
    return EXIT.ok;
  }
  host.stderr.write(
    `${trial.namespace.label}: the proxy's call to itself does not come back to its inbound listener (${failed.join(', ')})\n`,
  );
  return opened.loaded.compat ? EXIT.validationFailed : EXIT.findings;
}

const STYLE = { ok: 'green', wrong: 'red', unknown: 'yellow' } as const;

async function print(tried: readonly Tried[], { output, color }: ValidateFlags, host: Host): Promise<void> {
  if (output === 'json' || output === 'yaml') {
    const probes = tried.map(({ probe, finding }) => {
      const { name, family, packet, expected } = probe;
      return { name, family, packet, expected, ...finding };
    });
    host.stdout.write(await documentText(output, envelope('InterceptionValidation', { probes })));
    return;
  }
  const paint = painter({ choice: color, env: host.env, stream: host.stdout });
  const rows = tried.map(({ probe, finding }) => [
    probe.name,
    probe.family === 'ipv4' ? 'IPv4' : 'IPv6',
    packetText(probe.packet),
    wantedText(probe.expected),
    paint[STYLE[finding.status]](finding.status),
    finding.observed,
  ]);
  host.stdout.write(table(['CLASS', 'FAMILY', 'PACKET', 'WANTED', 'RESULT', 'OBSERVED'], rows));
}

function packetText({ proto, dst, dport, uid }: Tried['probe']['packet']): string {
  const target = dst.includes(':') ? `[${dst}]:${dport}` : `${dst}:${dport}`;
  return `${proto} ${target}${uid === undefined ? '' : ` of user ${uid}`}`;
}

function wantedText({ verdict, port }: Tried['probe']['expected']): string {
  return port === null ? verdict : `${verdict} ${port}`;
}
