/** A run on the real Envoy, from what its files say to its end. */
import { EnvoyEngine } from '../../engine/envoy.ts';
import { findEnvoy } from '../../engine/find.ts';
import type { ExitStatus } from '../../model/exit.ts';
import type { JsonMap } from '../../model/json.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { addressText, type PortAddress, portAddress } from './addresses.ts';
import { announce } from './announce.ts';
import { begin, type ServeOptions, type Started } from './begin.ts';
import type { Compilation } from './compile-thread.ts';
import { workersOf } from './concurrency.ts';
import { type HttpPort, openPort } from './http-port.ts';
import { inTurns } from './in-turns.ts';
import { namingHolder } from './in-use.ts';
import { type Packed, type PackedSnapshot, unpack } from './pack.ts';
import { Current, Reloader } from './reload.ts';

type OwnAddresses = Readonly<Partial<Record<'metrics' | 'health', PortAddress>>>;

/** The pages of the ports for scrapers and checks, as Envoy's admin port calls them. */
const PAGES = {
  metrics: { path: '/stats/prometheus', page: '/stats/prometheus' },
  health: { path: '/healthz/ready', page: '/ready' },
} as const;

/** Opens the ports for scrapers and for checks. Throws as `openPort` does; then none is open. */
async function ownPorts({ flags, lifecycle }: ServeOptions, engine: EnvoyEngine): Promise<OwnAddresses> {
  const open: HttpPort[] = [];
  lifecycle.onEnd(() => {
    for (const port of open) port.close();
  });
  const addresses: Partial<Record<keyof OwnAddresses, PortAddress>> = {};
  for (const [name, flag] of [
    ['metrics', flags.metrics],
    ['health', flags.health],
  ] as const) {
    const at = portAddress(`--${name}`, flag, flags.bindAll);
    if (at === undefined) continue;
    const { path, page } = PAGES[name];
    const port = await openPort(at, (request) =>
      request.path === path
        ? engine.ask(page)
        : { status: 404, contentType: 'text/plain', body: `this port has ${path} alone\n` },
    );
    open.push(port);
    addresses[name] = port.at;
  }
  return addresses;
}

async function startEngine(options: ServeOptions, identity: JsonMap, resources: Snapshot): Promise<EnvoyEngine> {
  const { flags, host, compiler } = options;
  const admin = portAddress('--admin', flags.admin, flags.bindAll);
  const binary = await findEnvoy(flags.envoy, host);
  const workers = workersOf(flags);
  const placeOf = (text: string) => compiler.place(text);
  return namingHolder(() => EnvoyEngine.start({ binary, resources, identity, admin, workers, host, placeOf }));
}

/** From a snapshot to an Envoy that serves, and follows the files. */
async function startAll(options: ServeOptions, compilation: Compilation, packed: Packed): Promise<Started> {
  const { flags, host, lifecycle, compiler } = options;
  const snapshot = await inTurns(unpack(packed));
  const starting = startEngine(options, compilation.bootstrap, snapshot);
  const current = new Current(snapshot, compilation, host.now());
  const apply = async (mesh: PackedSnapshot): Promise<void> => (await starting).apply(mesh.snapshot);
  const reloader = new Reloader({ flags, host, current, compiler, apply });
  // Envoy says that it is ready before we know of it: who changes a file then means it.
  if (flags.watch) lifecycle.onEnd(reloader.watch());
  const engine = await starting;
  lifecycle.runs(engine);
  void engine.lost().then((error) => lifecycle.fails(error));
  lifecycle.onReload(() => void reloader.reload());
  const own = await namingHolder(() => ownPorts(options, engine));
  const { admin, ports } = engine;
  const addresses = announce(host, { current, ports, own: { ...(admin && { admin }), ...own } });
  return { addresses, admin: admin && addressText(admin) };
}

/** Serves what was compiled by an Envoy. Gives and throws what {@link begin} does. */
export function serve(options: ServeOptions, compilation: Compilation): Promise<ExitStatus | undefined> {
  return begin(options, compilation, startAll);
}
