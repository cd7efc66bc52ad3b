import { PROXY_CONTAINER, RESERVED_PORTS } from '../../inject/constants.ts';
import { asList, asMap } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import { deployment, docs, namespace } from '../example.ts';
import { containers, hasProxy, podParts } from '../facts/membership.ts';
import { quoted } from '../facts/wording.ts';

const SHOP = namespace('shop', '{istio-injection: enabled}');
const listening = (port: number): string =>
  deployment('shop/web', '{app: web}', `containers: [{name: app, image: app, ports: [{containerPort: ${port}}]}]`);

/** Ports of the proxy are the proxy's. */
export const reservedPorts = analyzer({
  name: 'reserved-ports',
  codes: ['MSH3012'],
  subjects: ['Pod'],
  inputs: ['Pod'],
  description: 'No application listens on a port its sidecar has.',
  examples: { bad: docs(SHOP, listening(15_090)), good: docs(SHOP, listening(8080)) },
  view: 'own',
  *analyze(resource) {
    const { spec } = podParts(resource);
    if (!hasProxy(spec)) return;
    for (const [i, container] of containers(spec).entries()) {
      if (container['name'] === PROXY_CONTAINER) continue;
      for (const [j, item] of asList(container['ports']).entries()) {
        const port = asMap(item)['containerPort'];
        const owner = typeof port === 'number' ? RESERVED_PORTS[port] : undefined;
        if (owner === undefined) continue;
        yield found('MSH3012', ['spec', 'containers', i, 'ports', j, 'containerPort'], {
          message: `port ${quoted(String(port))} is taken in every pod with a sidecar: ${owner}`,
        });
      }
    }
  },
});
