import { analyzer, type Found, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, serviceEntry } from '../example.ts';
import { EVERYWHERE, scopesOf } from '../facts/hosts.ts';
import { listed, quoted, sortedSet } from '../facts/wording.ts';
import { type AnalyzedResource, fullName } from '../resource.ts';

interface Offer {
  readonly entry: AnalyzedResource;
  readonly index: number;
  readonly protocol: string;
}

const append = (lists: Map<string, Offer[]>, key: string, offer: Offer): void => {
  const list = lists.get(key);
  if (list) list.push(offer);
  else lists.set(key, [offer]);
};

/** Ports of hosts, by who sees them. */
function offers(context: Context): ReadonlyMap<string, readonly Offer[]> {
  const out = new Map<string, Offer[]>();
  for (const entry of context.all('ServiceEntry')) {
    for (const [index, { number = 0, protocol = '' }] of (entry.spec.ports ?? []).entries()) {
      for (const host of new Set(entry.spec.hosts ?? [])) {
        for (const scope of new Set(scopesOf(entry.spec.exportTo, entry.namespace)))
          append(out, `${scope}/${host}/${number}`, { entry, index, protocol: protocol.toUpperCase() });
      }
    }
  }
  return out;
}

function conflicts(context: Context): ReadonlyMap<AnalyzedResource, readonly Found[]> {
  const all = context.derive(offers);
  const out = new Map<AnalyzedResource, Found[]>();
  for (const [key, own] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [scope = '', host = '', port = ''] = key.split('/');
    const everywhere = scope === EVERYWHERE ? [] : (all.get(`${EVERYWHERE}/${host}/${port}`) ?? []);
    const those = [...own, ...everywhere];
    const protocols = sortedSet(those.map(({ protocol }) => protocol));
    if (protocols.length < 2) continue;
    const names = listed(sortedSet(those.map(({ entry }) => fullName(entry))));
    const message = `port ${port} of ${quoted(host)} has different protocols (${listed(protocols)}) in ${names}`;
    for (const { entry, index } of those) {
      const known = out.get(entry) ?? [];
      if (known.some((finding) => finding.message === message)) continue;
      out.set(entry, [
        ...known,
        found('IST0177', ['spec', 'ports', index, 'protocol'], { message, line: ['metadata', 'name'] }),
      ]);
    }
  }
  return out;
}

const entry = (name: string, protocol: string): string =>
  serviceEntry(
    `shop/${name}`,
    `{hosts: [api.example.com], ports: [{number: 443, name: api, protocol: ${protocol}}], resolution: DNS}`,
  );

/** A port of a host has one protocol. */
export const serviceEntryProtocols = analyzer({
  name: 'service-entry-protocols',
  codes: ['IST0177'],
  subjects: ['ServiceEntry'],
  inputs: ['ServiceEntry'],
  description: 'ServiceEntries of one host agree about the protocols of its ports.',
  examples: {
    bad: docs(entry('one', 'TLS'), entry('two', 'HTTPS')),
    good: docs(entry('one', 'TLS'), entry('two', 'TLS')),
  },
  reference: 'serviceentry.ConflictingServiceEntryProtocolAnalyzer',
  *analyze(resource, context) {
    yield* context.derive(conflicts).get(resource) ?? [];
  },
});
