import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import { doc } from '../example.ts';
import { quoted } from '../facts/wording.ts';

/** Protocols that can share a port, since the name of the server tells their hosts apart. */
const SHARING: readonly ReadonlySet<string>[] = [new Set(['HTTPS', 'TLS'])];

const protocolOf = (listener: JsonMap): string => asString(listener['protocol']) ?? '';
const hostOf = (listener: JsonMap): string => asString(listener['hostname']) ?? '';
const isUdp = (listener: JsonMap): boolean => protocolOf(listener) === 'UDP';

/** Why two listeners exclude each other; `undefined` when they do not. */
function conflict(one: JsonMap, other: JsonMap): string | undefined {
  if (one['port'] !== other['port'] || isUdp(one) !== isUdp(other)) return undefined;
  const [a, b] = [protocolOf(one), protocolOf(other)];
  const share = a === b || SHARING.some((set) => set.has(a) && set.has(b));
  if (!share) return `has port ${String(one['port'])} with the protocol ${quoted(b)}`;
  if (hostOf(one) !== hostOf(other)) return undefined;
  const host = hostOf(one);
  return `has port ${String(one['port'])} ${host === '' ? 'for every host' : `and the host ${quoted(host)}`} as well`;
}

const listening = (host: string): string =>
  doc(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    'shop/edge',
    'spec: {gatewayClassName: istio, listeners: [' +
      '{name: one, port: 80, protocol: HTTP, hostname: a.example.com}, ' +
      `{name: two, port: 80, protocol: HTTP, hostname: ${host}}]}`,
  );

/** Listeners of a Gateway do not exclude each other. */
export const listenerConflicts = analyzer({
  name: 'listener-conflicts',
  codes: ['MSH3036'],
  subjects: ['KubernetesGateway'],
  inputs: ['KubernetesGateway'],
  description: 'The listeners of a Gateway of the Gateway API differ in port, protocol or host.',
  examples: { bad: listening('a.example.com'), good: listening('b.example.com') },
  view: 'own',
  *analyze({ object }) {
    const listeners = asList(asMap(object['spec'])['listeners']).map(asMap);
    for (const [index, listener] of listeners.entries()) {
      for (const earlier of listeners.slice(0, index)) {
        const reason = conflict(listener, earlier);
        if (reason === undefined) continue;
        yield found('MSH3036', ['spec', 'listeners', index, 'port'], {
          message: `the listener ${quoted(asString(earlier['name']) ?? '')} ${reason}`,
        });
        break;
      }
    }
  },
});
