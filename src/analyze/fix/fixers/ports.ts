import { parseProtocol } from '../../../mesh/protocol.ts';
import { asList, asMap, asString, getIn, type JsonMap, stringMap } from '../../../model/json.ts';
import type { Context } from '../../context.ts';
import { isEmpty, podIndex } from '../../facts/labels.ts';
import { containers, podParts } from '../../facts/membership.ts';
import type { Fixer } from '../fix.ts';

/** A protocol with the number people put behind it: `http8080`. */
const NUMBERED = /^([a-z]+)\d+$/;

/** The protocols that are parts of a port's name. */
function spoken(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[-_.]/)
    .map((part) => NUMBERED.exec(part)?.[1] ?? part)
    .filter((part) => parseProtocol(part) !== undefined);
}

/** The names that containers of the selected pods give the port. */
function containerNames(service: JsonMap, port: JsonMap, { context, namespace }: Seen): readonly string[] {
  const selector = stringMap(asMap(service['spec'])['selector']);
  if (isEmpty(selector)) return [];
  const target = port['targetPort'] ?? port['port'];
  return context
    .derive(podIndex)
    .matching(selector, namespace)
    .flatMap((pod) => containers(podParts(pod).spec))
    .flatMap((container) => asList(container['ports']).map(asMap))
    .filter((each) => each['containerPort'] === target)
    .map((each) => asString(each['name']) ?? '');
}

interface Seen {
  readonly context: Context;
  readonly namespace: string;
}

/** Ports whose name says no protocol. The name itself stays: others may refer to it. */
export const portProtocols: Fixer = {
  codes: ['IST0118'],
  does: 'Sets appProtocol of a port when its name, its targetPort or the names of the containers’ ports agree on a protocol.',
  fix({ object, path, context, resource }) {
    const at = path.slice(0, 3);
    const port = getIn(object, at);
    if (at.length < 3 || port === undefined || asMap(port)['appProtocol'] !== undefined) return [];
    const { name, targetPort } = asMap(port);
    const seen = { context, namespace: resource.namespace ?? '' };
    const said = [asString(name) ?? '', asString(targetPort) ?? '', ...containerNames(object, asMap(port), seen)];
    const [protocol, ...others] = new Set(said.flatMap(spoken));
    if (protocol === undefined || others.length > 0) return [];
    return [{ kind: 'set', path: [...at, 'appProtocol'], value: protocol }];
  },
};
