/** `meshctl bench` as users start it. */
import { expect, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { fetchEnvoy } from '../../support/envoy.ts';

const envoy = await fetchEnvoy();

const SHORT = ['bench', '--rounds', '1', '--duration', '200ms', '--connections', '4'];

/** Who was measured, and how much of it failed. */
function measured(stdout: string): readonly unknown[] {
  // The border of JSON.parse: the report is our own.
  const { proxies } = JSON.parse(stdout) as {
    readonly proxies: readonly { readonly name: string; readonly failed: number }[];
  };
  return proxies.map(({ name, failed }) => [name, failed]);
}

it('measures without a proxy and with the built-in one, and says that there is no Envoy', async () => {
  const { status, stdout, stderr } = await runCli([...SHORT, '-o', 'json'], { env: { PATH: '/usr/bin:/bin' } });
  expect({ status, rows: measured(stdout) }).toEqual({
    status: 0,
    rows: [
      ['baseline', 0],
      ['builtin', 0],
    ],
  });
  expect(stderr).toContain('without Envoy');
});

it.skipIf('reason' in envoy)('measures Envoy beside them', async () => {
  const { status, stdout, stderr } = await runCli([...SHORT, '--envoy', 'path' in envoy ? envoy.path : '']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^ +PER SECOND +OF BASELINE +FAILED +P50 ms AT \d+\/s +P99 ms\nbaseline .*\nbuiltin .*\nenvoy /,
  );
});

it.each([
  [['bench', '--rounds', '0'], 64, '--rounds has to be more than 0'],
  [['bench', '--duration', 'soon'], 64, 'is no duration'],
  [['bench', '--envoy', '/no/such'], 66, 'is no program'],
])('%j is refused', async (args, status, message) => {
  const result = await runCli(args);
  expect(result.status).toBe(status);
  expect(result.stderr).toContain(message);
});
