/** Probes of kubelet that the proxy would answer. */
import type { Diagnostic, Path } from '../../../model/diagnostic.ts';
import { asList, asMap, isMap } from '../../../model/json.ts';
import { finding, itemsOf, type Values } from '../../config/values.ts';
import type { PodSource } from '../profile.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const REWRITE = 'sidecar.istio.io/rewriteAppHTTPProbers';

interface Probe {
  readonly port: number;
  readonly name: string;
  readonly path: Path;
}

/** The port of a probe as a number; a name is looked up among the ports of its container. */
function portOf(container: unknown, port: unknown): number | undefined {
  if (typeof port === 'number') return port;
  const named = asList(asMap(container)['ports']).find((item) => asMap(item)['name'] === port);
  const number = asMap(named)['containerPort'];
  return typeof number === 'number' ? number : undefined;
}

function probesOf({ spec }: PodSource): readonly Probe[] {
  return asList(spec['containers']).flatMap((container, index) =>
    PROBES.flatMap((name) => {
      const probe = asMap(container)[name];
      const kind = isMap(probe) ? ['httpGet', 'tcpSocket', 'grpc'].find((key) => isMap(probe[key])) : undefined;
      if (kind === undefined) return [];
      const port = portOf(container, asMap(asMap(probe)[kind])['port']);
      return port === undefined ? [] : [{ port, name, path: ['containers', index, name, kind, 'port'] }];
    }),
  );
}

/**
 * Probes of ports that are taken, in a pod whose probes are not rewritten. Kubelet is not in the mesh: under strict mutual TLS
 * it is turned away, and a check of a TCP port is answered by the proxy.
 */
export function probeFindings(pod: PodSource, values: Values): readonly Diagnostic[] {
  if (pod.annotations.get(REWRITE)?.text !== 'false') return [];
  const included = values.get('istio-inbound-ports')?.text ?? '';
  const listed = itemsOf(included === '*' ? (values.get('istio-local-exclude-ports')?.text ?? '') : included);
  return probesOf(pod)
    .filter(({ port }) => listed.includes(String(port)) !== (included === '*'))
    .map(({ port, name, path }) =>
      finding('MSH4005', `the ${name} uses port "${port}", which the proxy takes`, {
        kind: 'file',
        name,
        file: pod.file,
        range: pod.locate(path),
      }),
    );
}
