/** Snapshots on their way from one thread or process to another, in pieces of which none takes long to read. */
import type { Slices } from '../../proxy/runtime/slices.ts';
import type { Cluster } from '../../xds/resources/cluster.ts';
import type { Listener } from '../../xds/resources/listener.ts';
import type { RouteConfiguration, VirtualHost } from '../../xds/resources/route.ts';
import type { ClusterExtension, Snapshot } from '../../xds/snapshot.ts';
import { HostPacker, HostUnpacker, type PackedHosts } from './pack-routes.ts';

/** A snapshot as texts, all of it but what says where in the files something stands. */
export type Packed = readonly string[];

/** A snapshot, ready to be sent on. */
export interface PackedSnapshot {
  readonly snapshot: Snapshot;
  readonly packed: Packed;
}

/** Resources in one piece: a millisecond or less to read. */
const PIECE_LENGTH = 32;

/** What a snapshot has besides its long lists. */
type Rest = Omit<Snapshot, 'listeners' | 'routes' | 'clusters' | 'extensions' | 'sources' | 'diagnostics'>;

/** Resources of one kind; virtual hosts are those of the route configuration before them. */
interface Piece {
  readonly listeners?: readonly Listener[];
  readonly clusters?: readonly Cluster[];
  readonly route?: RouteConfiguration;
  readonly hosts?: PackedHosts;
  readonly extensions?: readonly (readonly [string, ClusterExtension])[];
  readonly rest?: Rest;
}

function* slicesOf<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += PIECE_LENGTH) yield list.slice(at, at + PIECE_LENGTH);
}

function* piecesOf(snapshot: Snapshot): Generator<Piece> {
  const { listeners, routes, clusters, extensions, sources: _sources, diagnostics: _diagnostics, ...rest } = snapshot;
  yield { rest, extensions: [...extensions] };
  for (const slice of slicesOf(listeners)) yield { listeners: slice };
  const packer = new HostPacker();
  for (const { virtual_hosts: list, ...route } of routes) {
    yield { route };
    for (const hosts of packer.pack(list ?? [])) yield { hosts };
  }
  for (const slice of slicesOf(clusters)) yield { clusters: slice };
}

/** The texts of a snapshot; equal for equal snapshots. */
export function pack(snapshot: Snapshot): Packed {
  return Array.from(piecesOf(snapshot), (piece) => JSON.stringify(piece));
}

/** The snapshot that was packed, without sources and diagnostics. */
export function* unpack(packed: Packed): Slices<Snapshot> {
  const lists = { listeners: [] as Listener[], clusters: [] as Cluster[] };
  const routes: { route: RouteConfiguration; hosts: VirtualHost[] }[] = [];
  const unpacker = new HostUnpacker();
  let head: Piece = {};
  for (const text of packed) {
    // The border of texts: `pack` wrote them.
    const piece = JSON.parse(text) as Piece;
    if (piece.rest) head = piece;
    if (piece.listeners) lists.listeners.push(...piece.listeners);
    if (piece.clusters) lists.clusters.push(...piece.clusters);
    if (piece.route) routes.push({ route: piece.route, hosts: [] });
    if (piece.hosts) unpacker.unpack(piece.hosts, routes.at(-1)?.hosts ?? []);
    yield;
  }
  return {
    secrets: [],
    ...head.rest,
    ...lists,
    routes: routes.map(({ route, hosts }) => ({ ...route, virtual_hosts: hosts })),
    extensions: new Map(head.extensions),
    sources: new Map(),
    diagnostics: [],
  };
}
