import { asList, asMap, asString } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import { analyzer, found } from '../analyzer.ts';
import { deployment, docs, service } from '../example.ts';
import { namedPort, podsOf } from '../facts/backends.ts';
import { containers, podParts } from '../facts/membership.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

const portNames = (pod: AnalyzedResource): readonly string[] =>
  containers(podParts(pod).spec).flatMap((container) =>
    asList(container['ports']).flatMap((port) => asString(asMap(port)['name']) ?? []),
  );

const WEB = deployment(
  'shop/web',
  '{app: web}',
  'containers: [{name: app, image: app, ports: [{name: http-main, containerPort: 8080}]}]',
);
const reaching = (target: string): string =>
  service('shop/web', `{selector: {app: web}, ports: [{name: http, port: 80, targetPort: ${target}}]}`);

/** Names of ports lead to ports. */
export const targetPortNames = analyzer({
  name: 'target-port-names',
  codes: ['MSH3011'],
  subjects: ['Service'],
  inputs: ['Service', 'Pod'],
  description: 'A target port that is a name is the name of a port of the pods.',
  examples: { bad: docs(WEB, reaching('http-api')), good: docs(WEB, reaching('http-main')) },
  view: 'own',
  *analyze(resource, context) {
    const pods = podsOf(resource, context);
    if (pods.length === 0) return;
    for (const [index, item] of asList(asMap(resource.object['spec'])['ports']).entries()) {
      const name = asString(asMap(item)['targetPort']);
      if (name === undefined || /^\d*$/.test(name) || pods.some((pod) => namedPort(pod, name) !== undefined)) continue;
      const suggestion = nearest(name, pods.flatMap(portNames));
      yield found('MSH3011', ['spec', 'ports', index, 'targetPort'], {
        message: `no container of the pods has a port ${quoted(name)}`,
        ...(suggestion === undefined ? {} : { remediation: `Did you mean "${suggestion}"?` }),
      });
    }
  },
});
