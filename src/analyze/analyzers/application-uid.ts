import { PROXY_CONTAINER, PROXY_UID } from '../../inject/constants.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asMap, type JsonMap } from '../../model/json.ts';
import { analyzer, type Found, found } from '../analyzer.ts';
import { deployment } from '../example.ts';
import { containers, isControlPlane, podParts, templateParts } from '../facts/membership.ts';

/** Containers that may run as the proxy does. */
const ALLOWED: ReadonlySet<unknown> = new Set([PROXY_CONTAINER, 'istio-operator']);

const runsAsProxy = (holder: JsonMap): boolean => asMap(holder['securityContext'])['runAsUser'] === PROXY_UID;

function* usersIn(spec: JsonMap, at: Path): Generator<Found> {
  const reserved = (path: Path): Found =>
    found('IST0144', [...path, 'securityContext', 'runAsUser'], {
      message: `the application runs as user "${PROXY_UID}", whose traffic is never captured`,
      values: '',
    });
  if (runsAsProxy(spec)) yield reserved(at);
  for (const [index, container] of containers(spec).entries())
    if (!ALLOWED.has(container['name']) && runsAsProxy(container)) yield reserved([...at, 'containers', index]);
}

const running = (uid: number): string =>
  deployment('shop/web', '{app: web}', `containers: [{name: app, image: app, securityContext: {runAsUser: ${uid}}}]`);

/** The user of the proxy is the proxy's. */
export const applicationUid = analyzer({
  name: 'application-uid',
  codes: ['IST0144'],
  subjects: ['Pod', 'Deployment'],
  inputs: ['Pod', 'Deployment'],
  description: 'No application runs as the user of the sidecar, whose traffic is not captured.',
  examples: { bad: running(PROXY_UID), good: running(1000) },
  reference: 'applicationUID.Analyzer',
  *analyze(resource) {
    if (isControlPlane(resource)) return;
    if (resource.of === 'Pod') yield* usersIn(podParts(resource).spec, ['spec']);
    else yield* usersIn(templateParts(resource).spec, ['spec', 'template', 'spec']);
  },
});
