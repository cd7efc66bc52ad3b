/** The demo, from its files to Ctrl-C. */
import { mkdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { CANARY_FILE, DEMO_FILES, weightLines } from '../../demo/mesh.ts';
import { ProxyChild } from '../../demo/proxy-child.ts';
import { type DemoServices, type Mesh, startServices } from '../../demo/services.ts';
import { parseAdminAddress } from '../../io/admin.ts';
import { fileProblem, isSystemError } from '../../io/problems.ts';
import { writeAtomically } from '../../io/write.ts';
import { UnavailableError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { DemoFlags } from './flags.ts';

/** Two proxies: what comes in from outside, and what services call each other through. */
interface Proxies {
  readonly gateway: ProxyChild;
  readonly mesh: ProxyChild;
}

/** Puts the files into the folder that are not there; what somebody has edited stays. Gives the text of the canary's. */
async function putFiles(folder: string, host: Host): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw fileProblem(error, 'write', folder);
  });
  let canary = '';
  for (const { name, text } of DEMO_FILES) {
    const path = join(folder, name);
    const there = await readFile(path, 'utf8').catch((error: unknown) => {
      if (isSystemError(error, 'ENOENT')) return undefined;
      throw fileProblem(error, 'read', path);
    });
    if (there === undefined) await writeAtomically(path, text, host);
    if (name === CANARY_FILE) canary = there ?? text;
  }
  return canary;
}

function proxyArgs(flags: DemoFlags, folder: string, { maps }: DemoServices): readonly string[] {
  const engine = ['--engine', flags.engine, ...(flags.envoy === undefined ? [] : ['--envoy', flags.envoy])];
  const mapped = maps.flatMap((map) => ['--map', map]);
  return ['-f', folder, ...mapped, ...engine, '--metrics', 'off', '--access-log', 'off'];
}

async function startProxies(flags: DemoFlags, args: readonly string[], host: Host): Promise<Proxies> {
  const gatewayArgs = [...args, '--for', 'gateway', '--listen', `80=${flags.listen}`, '--admin', flags.admin];
  const between = ['--for', 'sidecar:app=productpage', '--listen', flags.meshListen, '--admin', flags.meshAdmin];
  const [gateway, mesh] = await Promise.allSettled([
    ProxyChild.start({ name: 'gateway', args: gatewayArgs, host }),
    ProxyChild.start({ name: 'mesh', args: [...args, ...between], host }),
  ]);
  if (gateway.status === 'fulfilled' && mesh.status === 'fulfilled')
    return { gateway: gateway.value, mesh: mesh.value };
  for (const each of [gateway, mesh]) if (each.status === 'fulfilled') await each.value.end();
  throw gateway.status === 'rejected' ? gateway.reason : mesh.status === 'rejected' ? mesh.reason : undefined;
}

/** What there is, and what to try. */
function introduction(flags: DemoFlags, canary: string, host: Host): string {
  const file = relative(host.cwd, resolve(host.cwd, flags.dir, CANARY_FILE)) || CANARY_FILE;
  const page = `http://${flags.listen}/productpage`;
  const lines = weightLines(canary).map((line) => `${file}:${line}`);
  const watch = flags.meshAdmin === 'off' ? '' : `\n  meshctl tui --admin ${flags.meshAdmin}`;
  return `productpage calls details and reviews, reviews call ratings: six servers, and ${flags.engine === 'envoy' ? 'Envoy' : 'meshctl'} between them.

Look:
  curl -i ${page}
  curl -i -H 'end-user: tester' ${page}
  meshctl load ${page} --requests 1000${watch}

Then change the canary: ${lines.join(' and ')}. It is live when the file is saved.
Ctrl-C ends the demo; its files stay in ${flags.dir}.
`;
}

/** Kept when Ctrl-C or SIGTERM has come, or a proxy is gone. */
function theEnd({ gateway, mesh }: Proxies, host: Host) {
  const release: (() => void)[] = [];
  const signalled = new Promise<ExitStatus>((resolve) => {
    release.push(host.onSignal('SIGINT', () => resolve(EXIT.interrupted)));
    release.push(host.onSignal('SIGTERM', () => resolve(EXIT.ok)));
  });
  const lost = Promise.race([gateway.ended, mesh.ended]).then((how): ExitStatus => {
    throw new UnavailableError('UNAVAILABLE_DEMO', `a proxy of the demo has ended by itself (${how})`);
  });
  // When a signal comes first, nobody waits for it any more.
  lost.catch(() => undefined);
  const ended = Promise.race([signalled, lost]).finally(() => {
    for (const give of release) give();
  });
  return ended;
}

/**
 * `meshctl demo`: runs until Ctrl-C (130) or SIGTERM (0). Throws UnavailableError when a proxy does not start or ends by itself,
 * and PermissionError for a folder that cannot be written.
 */
export async function runDemo(flags: DemoFlags, host: Host): Promise<ExitStatus> {
  const folder = resolve(host.cwd, flags.dir);
  const canary = await putFiles(folder, host);
  const mesh: Mesh = { address: undefined };
  const services = await startServices(mesh);
  try {
    const proxies = await startProxies(flags, proxyArgs(flags, flags.dir, services), host);
    try {
      mesh.address = parseAdminAddress(proxies.mesh.addresses[0] ?? '');
      const ended = theEnd(proxies, host);
      host.stdout.write(introduction(flags, canary, host));
      return await ended;
    } finally {
      await Promise.all([proxies.gateway.end(), proxies.mesh.end()]);
    }
  } finally {
    services.close();
  }
}
