/** What a listener's resource says of captured connections. @see envoy.config.listener.v3.Listener */
import { TYPES } from '../../../xds/compile/type-urls.ts';
import type { Listener, ListenerFilterMatch } from '../../../xds/resources/listener.ts';
import type { ListenerPlan } from '../../contract.ts';

const typesOf = ({ listener_filters: filters = [] }: Listener) =>
  new Map(filters.map((filter) => [filter.typed_config?.['@type'], filter]));

/** Ports at which a filter is left out. */
function portsOf(match: ListenerFilterMatch | undefined): readonly number[] {
  if (match?.or_match) return match.or_match.rules.flatMap(portsOf);
  const { start, end } = match?.destination_port_range ?? { start: 0, end: 0 };
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function unseen(listener: Listener): Pick<ListenerPlan, 'unseen'> {
  const [tls, http] = [TYPES.tlsInspector, TYPES.httpInspector].map((type) => {
    const filter = typesOf(listener).get(type);
    return filter && new Set(portsOf(filter.filter_disabled));
  });
  if (!tls?.size) return {};
  return { unseen: { tls, all: http ? new Set([...tls].filter((port) => http.has(port))) : tls } };
}

function capture(listener: Listener): Pick<ListenerPlan, 'capture'> {
  const handsOver = listener.use_original_dst === true;
  if (!handsOver && !typesOf(listener).has(TYPES.originalDst)) return {};
  return { capture: { transparent: listener.transparent === true, handsOver } };
}

/** The part of a listener's plan that says how captured connections come to it, and at which ports they are not looked at. */
export function captureParts(
  listener: Listener,
): Pick<ListenerPlan, 'moreAddresses' | 'unbound' | 'capture' | 'unseen'> {
  const more = (listener.additional_addresses ?? []).flatMap(({ address }) => address.socket_address?.address ?? []);
  return {
    ...(more.length === 0 ? {} : { moreAddresses: more }),
    ...(listener.bind_to_port === false ? { unbound: true } : {}),
    ...capture(listener),
    ...unseen(listener),
  };
}
