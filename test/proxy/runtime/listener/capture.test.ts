import { describe, expect, it } from 'vitest';
import { captureParts } from '../../../../src/proxy/runtime/listener/capture.ts';
import { TYPES } from '../../../../src/xds/compile/type-urls.ts';
import type { Listener, ListenerFilter, ListenerFilterMatch } from '../../../../src/xds/resources/listener.ts';

const filter = (type: string, more: Partial<ListenerFilter> = {}): ListenerFilter => ({
  name: type,
  typed_config: { '@type': type },
  ...more,
});
const port = (start: number, end = start + 1): ListenerFilterMatch => ({ destination_port_range: { start, end } });

const parts = (listener: Partial<Listener>) =>
  captureParts({ name: 'l', address: { socket_address: { address: '0.0.0.0', port_value: 1 } }, ...listener });

describe('captured connections', () => {
  it('are none where the listener says nothing of them', () => {
    expect(parts({})).toEqual({});
    expect(parts({ bind_to_port: true, transparent: true })).toEqual({});
  });

  it('are handed over where the original destination is used', () => {
    expect(parts({ use_original_dst: true })).toEqual({ capture: { transparent: false, handsOver: true } });
  });

  it('are kept where it is only restored', () => {
    const restored = { listener_filters: [filter(TYPES.originalDst)] };
    expect(parts(restored)).toEqual({ capture: { transparent: false, handsOver: false } });
    expect(parts({ ...restored, transparent: true })).toEqual({ capture: { transparent: true, handsOver: false } });
  });

  it('come to a listener without a socket from another one', () => {
    expect(parts({ bind_to_port: false })).toEqual({ unbound: true });
  });

  it('may come to several addresses', () => {
    const more = [{ address: { socket_address: { address: '::', port_value: 1 } } }];
    expect(parts({ additional_addresses: more })).toEqual({ moreAddresses: ['::'] });
  });
});

describe('ports at which connections are not looked at', () => {
  const tls = (...ports: readonly ListenerFilterMatch[]) =>
    filter(TYPES.tlsInspector, { filter_disabled: { or_match: { rules: ports } } });

  it('are those of the only inspector', () => {
    expect(parts({ listener_filters: [tls(port(1), port(3, 5))] })).toEqual({
      unseen: { tls: new Set([1, 3, 4]), all: new Set([1, 3, 4]) },
    });
  });

  it('are those of both; at others only one of the two looks', () => {
    const http = filter(TYPES.httpInspector, { filter_disabled: port(2) });
    expect(parts({ listener_filters: [tls(port(1), port(2)), http] })).toEqual({
      unseen: { tls: new Set([1, 2]), all: new Set([2]) },
    });
  });

  it('are none where an inspector is never left out', () => {
    expect(parts({ listener_filters: [filter(TYPES.tlsInspector)] })).toEqual({});
  });
});
