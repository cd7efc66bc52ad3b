import { analyzer, type Found, found, type ShownAnalyzer, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs } from '../example.ts';
import { askedWaypoint, classOf, WAYPOINT_CLASS, WAYPOINT_LABEL, type Waypoint } from '../facts/ambient.ts';
import { quoted } from '../facts/wording.ts';

function* check({ namespace, name }: Waypoint, context: Context): Generator<Found> {
  const title = quoted(`${namespace}/${name}`);
  const gateway = context.find('KubernetesGateway', { namespace, name });
  if (!gateway) {
    const finding = found('MSH3062', WAYPOINT_LABEL, { message: `there is no waypoint ${title}` });
    const seen = context.all('KubernetesGateway').some((other) => other.namespace === namespace);
    yield seen || context.settings.complete ? finding : uncertain(finding);
  } else if (classOf(gateway) !== WAYPOINT_CLASS) {
    yield found('MSH3062', WAYPOINT_LABEL, {
      message: `the Gateway ${title} is of the class ${quoted(classOf(gateway))}: it is no waypoint`,
    });
  }
}

const WAYPOINT = doc(
  'gateway.networking.k8s.io/v1',
  'Gateway',
  'shop/waypoint',
  `spec: {gatewayClassName: ${WAYPOINT_CLASS}, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}`,
);
const passing = (name: string): string =>
  doc('v1', 'Service', 'shop/web', `metadata: {name: web, namespace: shop, labels: {istio.io/use-waypoint: ${name}}}`);

/** Waypoints that labels ask for are there. */
export const ambientWaypoints: ShownAnalyzer = analyzer({
  name: 'ambient-waypoints',
  codes: ['MSH3062'],
  subjects: ['Namespace', 'Pod', 'Service', 'ServiceEntry'],
  inputs: ['KubernetesGateway', 'Namespace', 'Pod', 'Service', 'ServiceEntry'],
  description: 'The waypoint that the label istio.io/use-waypoint names is a Gateway of the class istio-waypoint.',
  examples: { bad: docs(WAYPOINT, passing('wayponit')), good: docs(WAYPOINT, passing('waypoint')) },
  view: 'own',
  *analyze(resource, context) {
    const own = resource.of === 'Namespace' ? resource.name : resource.namespace;
    const asked = askedWaypoint(resource.labels, own);
    if (asked !== undefined && asked !== 'none') yield* check(asked, context);
  },
});
