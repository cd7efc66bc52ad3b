import { analyzer, found } from '../analyzer.ts';
import { quoted } from '../facts/wording.ts';

const BUNDLE_VERSION = 'gateway.networking.k8s.io/bundle-version';

/** The oldest releases of the Gateway API whose definitions the mesh reads. */
const MINIMUM: Readonly<Record<string, string>> = {
  'backendtlspolicies.gateway.networking.k8s.io': '1.4.0',
  'grpcroutes.gateway.networking.k8s.io': '1.1.0',
  'tcproutes.gateway.networking.k8s.io': '1.6.0',
  'tlsroutes.gateway.networking.k8s.io': '1.5.0',
};

type Version = readonly [major: number, minor: number, patch: number];

/** The numbers of a version, what is said of its phase left out; `undefined` for text that is none. */
function versionOf(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[\w.-]+)?(?:\+[\w.-]+)?$/.exec(text);
  return match ? [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] : undefined;
}

function isOlder(one: Version, other: Version): boolean {
  const [major, minor, patch] = one.map((number, index) => number - (other[index] ?? 0));
  return (major || minor || patch || 0) < 0;
}

const definition = (version: string): string =>
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n' +
  `metadata: {name: grpcroutes.gateway.networking.k8s.io, annotations: {${BUNDLE_VERSION}: ${version}}}\n`;

/** Definitions of the Gateway API are new enough. */
export const gatewayApiVersion = analyzer({
  name: 'gateway-api-version',
  codes: ['IST0176'],
  subjects: ['CustomResourceDefinition'],
  inputs: ['CustomResourceDefinition'],
  description: 'The definitions of the Gateway API are of a release the mesh reads.',
  examples: { bad: definition('v1.0.0'), good: definition('v1.2.0') },
  reference: 'k8sgateway.CRDVersionAnalyzer',
  *analyze({ name, annotations }) {
    const minimum = Object.hasOwn(MINIMUM, name) ? MINIMUM[name] : undefined;
    const installed = versionOf(annotations[BUNDLE_VERSION] ?? '');
    const least = minimum === undefined ? undefined : versionOf(minimum);
    if (!installed || !least || !isOlder(installed, least)) return;
    const given = quoted(annotations[BUNDLE_VERSION] ?? '');
    yield found('IST0176', ['metadata', 'annotations', BUNDLE_VERSION], {
      message: `${quoted(name)} is of release ${given}, older than ${quoted(minimum ?? '')}: its objects have no effect`,
    });
  },
});
