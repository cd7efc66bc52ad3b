import { describe, expect, it } from 'vitest';
import { placeIn } from '../../../src/commands/proxy/place.ts';
import { snapshotOf } from '../../proxy/scenarios/envoy-engine.ts';

const MESH = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, name: http}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: ["*"]
  gateways: [gw]
  http:
  - match: [{uri: {exact: /a}}]
    route: [{destination: {host: web}}]
  - name: second
    route: [{destination: {host: web}}]
`;

describe('where something comes from that Envoy talks about', () => {
  const snapshot = snapshotOf(MESH, '');

  it('is the route at a path of the configuration', () => {
    const at = 'static_resources.listeners[0].filter_chains[0].filters[0].typed_config.<any>.route_config';
    const text = (index: number) => `invalid JSON @ ${at}.virtual_hosts[0].routes[${index}].match.path: string`;
    expect(placeIn(snapshot, text(0))).toBe('scenario.yaml:18');
    expect(placeIn(snapshot, text(1))).toBe('scenario.yaml:20');
  });

  it('is the resource with a name in the text', () => {
    expect(placeIn(snapshot, "route 'second' is wrong")).toBe('scenario.yaml:20');
  });

  it('is unknown for other texts', () => {
    expect(placeIn(snapshot, 'out of memory')).toBe('');
  });
});
