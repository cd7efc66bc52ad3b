/** `meshctl load` as users start it. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCli, startCli } from '../../support/cli.ts';
import { until } from '../../support/proxy-process.ts';
import { tempFolder } from '../../support/temp.ts';

/** A server whose answers come from a and, every fourth, from b. */
async function server() {
  const asked = { count: 0, bodies: '' };
  const listening = createServer((request, response) => {
    asked.count += 1;
    request.on('data', (data: Buffer) => {
      asked.bodies += data.toString();
    });
    request.on('end', () => {
      response.setHeader('x-served-by', asked.count % 4 === 0 ? 'b' : 'a');
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  // A server on a TCP port has an address of this form.
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, asked };
}

it('shows how requests were answered, and by whom', async () => {
  const { url, asked } = await server();
  const { status, stdout, stderr } = await runCli(['load', url, '--requests', '100', '--connections', '2']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(asked.count).toBe(100);
  expect(stdout).toMatch(/^URL +REQUESTS +PER SECOND +FAILED +P50 ms/);
  expect(stdout).toMatch(/answer +200 +100 +100\.0%/);
  expect(stdout).toMatch(/by +b +25 +25\.0%/);
});

it('saves runs and compares them', async () => {
  const { url, asked } = await server();
  const file = join(tempFolder(), 'before.json');
  const saved = await runCli(['load', url, '--rate', '200', '--requests', '20', '--body', '@-', '-o', 'json'], {
    stdin: 'xy',
  });
  writeFileSync(file, saved.stdout);
  expect(asked.bodies).toBe('xy'.repeat(20));
  const live = await runCli(['load', url, '--requests', '20', '--compare', file]);
  expect(live.stdout).toContain('AFTER / BEFORE');
  const both = await runCli(['load', file, '--compare', file, '-o', 'yaml']);
  expect(both.stdout).toMatch(/kind: LoadReport[\s\S]*changes:/);
});

it('tells what it has measured when it is interrupted', async () => {
  const { url, asked } = await server();
  const run = startCli(['load', url, '--rate', '100', '--duration', '1h']);
  await until(() => asked.count > 10);
  run.kill('SIGINT');
  const { exitCode, stdout } = await run;
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/answer +200 +\d+ +100\.0%/);
});

it.each([
  [['load', 'ftp://x'], 64, 'is no URL'],
  [['load', 'http://x/', '--rate', '0'], 64, '--rate has to be more than 0'],
  [['load', 'http://x/', '-H', 'nonsense'], 64, 'is no header'],
  [['load', 'http://x/', '--duration', 'soon'], 64, 'is no duration'],
  [['load', '/no/such.json'], 66, 'no such file'],
  [['load'], 64, 'the argument URL is missing'],
])('%j is refused', async (args, status, message) => {
  const result = await runCli(args);
  expect(result.status).toBe(status);
  expect(result.stderr).toContain(message);
});
