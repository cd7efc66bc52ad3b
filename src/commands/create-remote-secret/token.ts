/** The token of a service account that does not expire: Kubernetes fills a Secret made for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { getObject, type KubeClient, listObjects } from '../../kube/client.ts';
import { pathOf, RESOURCES } from '../../kube/resources.ts';
import { UnavailableError } from '../../model/errors.ts';
import { asMap, asString, getIn, type JsonMap } from '../../model/json.ts';

const TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT = 'kubernetes.io/service-account.name';
const POLL_MS = 250;
/** The controller that fills such Secrets takes well under a second. */
const POLLS = 40;

/** Whose token, and where it may be. */
export interface TokenQuestion {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly secretName?: string;
}

/** What another cluster logs in with. */
export interface AccountAccess {
  /** Base64. */
  readonly ca: string;
  readonly token: string;
}

/** The access of a service account; a Secret for its token is made when there is none. */
export async function tokenSecret(client: KubeClient, question: TokenQuestion): Promise<AccountAccess> {
  const { namespace, serviceAccount, secretName } = question;
  await getObject(client, RESOURCES.serviceAccounts, { namespace, name: serviceAccount });
  const found = secretName === undefined ? await present(client, question) : undefined;
  const access = found && accessIn(found);
  if (access) return access;
  const name = secretName ?? `${serviceAccount}-istio-remote-secret-token`;
  if (secretName === undefined) await make(client, name, question);
  for (let poll = 0; poll < POLLS; poll++) {
    const filled = accessIn(await getObject(client, RESOURCES.secrets, { namespace, name }));
    if (filled) return filled;
    await sleep(POLL_MS, undefined, { signal: client.signal });
  }
  throw new UnavailableError(
    'UNAVAILABLE_TOKEN',
    `the Secret ${namespace}/${name} has no token after ${(POLLS * POLL_MS) / 1000} s`,
    {
      hint: 'the token controller of the cluster fills it: look at kube-controller-manager',
    },
  );
}

async function present(client: KubeClient, { namespace, serviceAccount }: TokenQuestion): Promise<JsonMap | undefined> {
  const secrets = await listObjects(client, RESOURCES.secrets, { namespace });
  return secrets.find(
    (secret) => secret['type'] === TYPE && getIn(secret, ['metadata', 'annotations', ACCOUNT]) === serviceAccount,
  );
}

async function make(client: KubeClient, name: string, { namespace, serviceAccount }: TokenQuestion): Promise<void> {
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    type: TYPE,
    metadata: { name, namespace, annotations: { [ACCOUNT]: serviceAccount } },
  };
  await client.request(pathOf(RESOURCES.secrets, { namespace }), { method: 'POST', body });
}

function accessIn(secret: JsonMap): AccountAccess | undefined {
  const data = asMap(secret['data']);
  const [ca, token] = [asString(data['ca.crt']), asString(data['token'])];
  if (ca === undefined || token === undefined) return undefined;
  return { ca, token: Buffer.from(token, 'base64').toString('utf8') };
}
