/** The rules for ServiceEntry. @see https://istio.io/latest/docs/reference/config/networking/service-entry/ */
import type { Cursor } from '../cursor.ts';
import { failing, type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { subnet } from '../shared/addresses.ts';
import { isPartialWildcard, wildcardDomain } from '../shared/domains.ts';
import { exportTo } from '../shared/export-to.ts';
import { workloadSelector } from '../shared/labels.ts';
import { optionalPort, port, portName } from '../shared/numbers.ts';
import { isOf, protocol } from '../shared/protocols.ts';
import { RESOLUTIONS } from './resolutions.ts';

const DEFAULT_RESOLUTION = 'NONE';

/** Set to `false`, a service gets no address of its own from the control plane. */
const AUTO_ALLOCATION = 'networking.istio.io/enable-autoallocate-ip';

/** Resolutions by which a block of addresses can be reached. */
const BLOCK_RESOLUTIONS: readonly string[] = ['NONE', 'STATIC'];

function* hosts(spec: Cursor, resolution: string): Problems {
  const list = spec.items('hosts');
  if (list.length === 0) yield problem('MSH2402', spec.at('hosts'), 'the ServiceEntry has no hosts');
  for (const at of list) {
    if (at.text === '*') yield problem('MSH2403', at, 'the host "*" would be every host there is');
    else yield* wildcardDomain(at);
    if (at.text !== '*' && resolution !== 'DYNAMIC_DNS' && isPartialWildcard(at.text))
      yield problem('MSH2404', at, `${at.name} ${quoted(at.text)} has a wildcard that is not a whole part`);
  }
}

function* addresses(spec: Cursor, resolution: string): Problems {
  const list = spec.items('addresses');
  for (const at of list) yield* subnet(at);
  const block = list.find((at) => at.text.includes('/'));
  if (block && !BLOCK_RESOLUTIONS.includes(resolution))
    yield problem(
      'MSH2405',
      block,
      `${block.name} ${quoted(block.text)} is a block of addresses in the resolution ${resolution}`,
    );
}

/** Names and numbers that ports before have taken. */
interface Taken {
  readonly names: Set<string>;
  readonly numbers: Set<number>;
}

function* uniquePort(at: Cursor, taken: Taken): Problems {
  const [name, number] = [at.at('name'), at.at('number')];
  if (taken.names.has(name.text)) yield problem('MSH2406', name, `there is another port named ${quoted(name.text)}`);
  if (taken.numbers.has(number.number)) yield problem('MSH2407', number, `there is another port ${number.number}`);
  taken.names.add(name.text);
  taken.numbers.add(number.number);
}

function* ports(spec: Cursor, unaddressed: boolean): Problems {
  const taken: Taken = { names: new Set(), numbers: new Set() };
  for (const at of spec.items('ports')) {
    yield* uniquePort(at, taken);
    yield* optionalPort(at.at('targetPort'));
    const spoken = at.at('protocol');
    if (unaddressed && ['', 'TCP'].includes(spoken.text))
      yield problem('IST0134', at, `${at.name} serves TCP for hosts that have no address of their own`);
    yield* portName(at.at('name'));
    yield* protocol(spoken);
    yield* port(at.at('number'));
  }
}

/** Several hosts share a port only when requests tell them apart, by the header or the TLS handshake. */
function* sharedPorts(spec: Cursor, resolution: string): Problems {
  if (resolution === 'NONE' || spec.items('hosts').length < 2) return;
  const mute = spec.items('ports').find((at) => {
    const spoken = at.at('protocol').text;
    return !isOf(spoken, 'http') && !isOf(spoken, 'tls');
  });
  if (mute)
    yield problem(
      'MSH2420',
      mute,
      `${mute.name} serves several hosts, which its protocol ${quoted(mute.at('protocol').text)} does not tell apart`,
    );
}

/** The rules for ServiceEntry. */
export function* serviceEntry(resource: Resource): Problems {
  const { spec, labels } = resource;
  const resolution = spec.at('resolution').text || DEFAULT_RESOLUTION;
  if (yield* failing(workloadSelector(spec.at('workloadSelector'), 'labels'))) return;
  if (spec.has('workloadSelector') && spec.says('endpoints'))
    yield problem('MSH2401', spec.at('endpoints'), 'there are both workloadSelector and endpoints');
  yield* hosts(spec, resolution);
  yield* addresses(spec, resolution);
  const allocated = resolution !== 'NONE' && labels[AUTO_ALLOCATION]?.toLowerCase() !== 'false';
  yield* ports(spec, !spec.says('addresses') && !allocated);
  const check = Object.hasOwn(RESOLUTIONS, resolution) ? RESOLUTIONS[resolution] : undefined;
  if (check) yield* check(resource);
  yield* sharedPorts(spec, resolution);
  yield* exportTo(resource, true);
}
