import type { Call } from '../../cli/declare.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import { pathOf, RESOURCES } from '../../kube/resources.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asMap, asString, getIn } from '../../model/json.ts';
import { type ColorChoice, painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { formatOf } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';

/** Flags of precheck. */
export interface PrecheckFlags extends SourceFlags {
  readonly istioNamespace: string;
  readonly color?: ColorChoice;
}

/** Sidecars that are native containers, the default layout, need this minor version of Kubernetes. */
const MIN_MINOR = 29;

/** What an install writes; those with a dot are of a group. */
const WRITTEN: readonly (readonly [resource: string, namespaced: boolean])[] = [
  ['namespaces', false],
  ['clusterroles.rbac.authorization.k8s.io', false],
  ['clusterrolebindings.rbac.authorization.k8s.io', false],
  ['customresourcedefinitions.apiextensions.k8s.io', false],
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', false],
  ['validatingwebhookconfigurations.admissionregistration.k8s.io', false],
  ['roles.rbac.authorization.k8s.io', true],
  ['rolebindings.rbac.authorization.k8s.io', true],
  ['serviceaccounts', true],
  ['services', true],
  ['configmaps', true],
  ['deployments.apps', true],
];

/** Something that stands in the way. */
interface Obstacle {
  readonly message: string;
  readonly remediation: string;
}

/** `meshctl precheck`: the version of the API server, and the rights of an install. */
export async function runPrecheck(call: Call<PrecheckFlags>): Promise<ExitStatus> {
  const { flags, host } = call;
  return asPeer(call, async () => {
    const format = formatOf(flags);
    const obstacles = await withCluster(flags, host, async (client) => [
      ...(await versionObstacles(client)),
      ...(await rightsObstacles(client, flags.istioNamespace)),
    ]);
    if (format !== 'table') {
      host.stdout.write(await documentText(format, envelope('PrecheckResult', { items: obstacles })));
    } else if (obstacles.length === 0) {
      const paint = painter({ choice: flags.color, env: host.env, stream: host.stderr });
      host.stderr.write(`${paint.green('✔')} nothing stands in the way of an install or upgrade\n`);
    } else host.stdout.write(obstacles.map(({ message, remediation }) => `✘ ${message}\n  ${remediation}\n`).join(''));
    return obstacles.length > 0 ? EXIT.findings : EXIT.ok;
  });
}

async function versionObstacles(client: KubeClient): Promise<readonly Obstacle[]> {
  const version = asMap(await client.request('/version'));
  // Managed clusters write `29+`.
  const minor = Number.parseInt(asString(version['minor']) ?? '', 10);
  if (Number.isNaN(minor) || minor >= MIN_MINOR || version['major'] !== '1') return [];
  return [
    {
      message: `Kubernetes 1.${minor} is too old: native sidecars begin with 1.${MIN_MINOR}`,
      remediation: 'Upgrade the cluster, or install with native sidecars switched off.',
    },
  ];
}

async function rightsObstacles(client: KubeClient, system: string): Promise<readonly Obstacle[]> {
  const checks = WRITTEN.map(async ([resource, namespaced]): Promise<readonly Obstacle[]> => {
    const [name = '', ...group] = resource.split('.');
    const attributes = {
      verb: 'create',
      group: group.join('.'),
      resource: name,
      ...(namespaced && { namespace: system }),
    };
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: attributes },
    };
    const answer = await client.request(pathOf(RESOURCES.accessReviews), { method: 'POST', body });
    if (getIn(answer, ['status', 'allowed']) === true) return [];
    const where = namespaced ? ` in the namespace ${system}` : '';
    return [
      {
        message: `this user may not create ${resource}${where}`,
        remediation: `An administrator has to grant the verb "create" on ${resource}, or install it.`,
      },
    ];
  });
  return (await Promise.all(checks)).flat();
}
