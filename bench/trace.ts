import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { readRules } from '../src/iptables/read/rules.ts';
import { machineOf } from '../src/iptables/trace/machine.ts';
import { packetOf } from '../src/iptables/trace/packet-text.ts';
import { walkOnce } from '../src/iptables/trace/path.ts';
import { trace } from '../src/iptables/trace/trace.ts';
import { table } from '../src/output/table.ts';

const USAGE = `What a trace costs inside the process: a packet that crosses every rule of a sidecar with many exclusions.

  npm run bench:trace -- [--rules N] [--rounds N]

  --rules N    rules in the chain (500)
  --rounds N   traces after the first one (200)
`;

const { values } = parseArgs({
  options: {
    rules: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '200' },
    help: { type: 'boolean', default: false },
  },
});

/** A sidecar whose outbound chain has half its rules for addresses and half for ports, none of which match. */
function sidecar(rules: number): string {
  const half = Array.from({ length: Math.ceil(rules / 2) }, (_, index) => index);
  return [
    '*nat',
    '-N ISTIO_OUTPUT',
    '-A OUTPUT -j ISTIO_OUTPUT',
    ...half.map((index) => `-A ISTIO_OUTPUT -d 198.18.${index % 256}.0/24 -j RETURN`),
    ...half.map((index) => `-A ISTIO_OUTPUT -p tcp --dport ${1000 + index} -j RETURN`),
    '-A ISTIO_OUTPUT -p tcp -j REDIRECT --to-ports 15001',
    'COMMIT',
    '',
  ].join('\n');
}

function timed<T>(name: string, work: () => T, rounds = 1): { readonly row: readonly string[]; readonly result: T } {
  const start = performance.now();
  let result = work();
  for (let round = 1; round < rounds; round += 1) result = work();
  return { row: [name, ((performance.now() - start) / rounds).toFixed(3)], result };
}

function run(): string {
  const text = sidecar(Number(values.rules));
  const packet = packetOf(['out', 'tcp', '10.1.1.5', '203.0.113.10:443'], {});
  const read = timed('read the rules', () => readRules(text));
  const ready = timed('make them ready', () => machineOf(read.result));
  const first = timed('first trace', () => trace(ready.result, packet));
  const walk = timed(
    'one walk, afterwards',
    () => walkOnce(ready.result, packet, { decide: () => false }),
    Number(values.rounds),
  );
  const whole = timed('one trace, afterwards', () => trace(ready.result, packet), Number(values.rounds));
  return table(['WORK', 'ms'], [read.row, ready.row, first.row, walk.row, whole.row]);
}

process.stdout.write(values.help ? USAGE : run());
