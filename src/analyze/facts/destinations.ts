/** Where the routes of a VirtualService lead. */
import type { Destination } from '../../mesh/types/common.ts';
import type { VirtualService } from '../../mesh/types/virtual-service.ts';
import type { Path } from '../../model/diagnostic.ts';

/** A destination, and the field that holds it. */
export interface DestinationAt {
  readonly destination: Destination;
  readonly path: Path;
  readonly mirror: boolean;
  /** Where the reference looks for the line of the host. */
  readonly line: Path;
  readonly protocol: 'http' | 'tls' | 'tcp';
}

function* mirrorsOf(spec: VirtualService): Generator<DestinationAt> {
  for (const [index, { mirror, mirrors = [] }] of (spec.http ?? []).entries()) {
    const at: Path = ['spec', 'http', index];
    const about = { mirror: true, protocol: 'http' } as const;
    if (mirror) {
      const path = [...at, 'mirror'];
      yield { destination: mirror, path, line: [...path, 'host'], ...about };
    }
    for (const [each, { destination }] of mirrors.entries()) {
      if (destination === undefined) continue;
      const path = [...at, 'mirrors', each, 'destination'];
      // The reference leaves a step out, and so finds no line.
      yield { destination, path, line: [...at, 'mirrors', each, 'host'], ...about };
    }
  }
}

/** Every destination of a VirtualService that names a host: those of routes, then those of mirrors. */
export function* destinationsOf(spec: VirtualService): Generator<DestinationAt> {
  for (const at of allDestinations(spec)) if (hasHost(at.destination)) yield at;
}

/** A host is required, so the type says it is there; a file may lack it all the same. */
function hasHost({ host }: { readonly host?: string }): boolean {
  return host !== undefined && host !== '';
}

function* allDestinations(spec: VirtualService): Generator<DestinationAt> {
  for (const protocol of ['tcp', 'tls', 'http'] as const) {
    for (const [index, rule] of (spec[protocol] ?? []).entries()) {
      for (const [each, { destination }] of (rule.route ?? []).entries()) {
        if (destination === undefined) continue;
        const path: Path = ['spec', protocol, index, 'route', each, 'destination'];
        yield { destination, path, line: [...path, 'host'], mirror: false, protocol };
      }
    }
  }
  yield* mirrorsOf(spec);
}
