import type { Call } from '../../cli/declare.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import { isNotFound } from '../../kube/problems.ts';
import { pathOf, RESOURCES } from '../../kube/resources.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { applyObject } from '../kube/apply.ts';
import { clientReader } from '../kube/reader.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { isTag, serviceName, tagService, tagWebhook, webhookName } from './manifests.ts';
import { sourceOfTag, type TagFlags, usersOf } from './run.ts';

/** `meshctl tag set`: makes a tag. */
export async function runTagSet(call: Call<TagFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  const [tag = ''] = positionals;
  return asPeer(call, async () => {
    await withCluster(flags, host, async (client) => {
      const source = await sourceOfTag(clientReader(client), tag, flags);
      await applyObject(client, RESOURCES.mutatingWebhooks, { object: tagWebhook(source), force: true });
      await applyObject(client, RESOURCES.services, { object: tagService(source, { peer: false }), force: true });
    });
    host.stdout.write(
      flags.compat === undefined
        ? `the tag "${tag}" stands for the revision "${flags.revision}"; a namespace takes it with the label istio.io/rev=${tag}\n`
        : `Revision tag "${tag}" created, referencing control plane revision "${flags.revision}". To enable injection using this\nrevision tag, use 'kubectl label namespace <NAMESPACE> istio.io/rev=${tag}'\n`,
    );
    return EXIT.ok;
  });
}

/** `meshctl tag remove`: removes a tag that nobody uses, or all the same. */
export async function runTagRemove(call: Call<TagFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  const [tag = ''] = positionals;
  return asPeer(call, async () => {
    await withCluster(flags, host, async (client) => {
      await refuseMissing(client, tag);
      const users = await usersOf(clientReader(client), tag);
      if (users.length > 0 && !flags.skipConfirmation) throw inUse(tag, users);
      await remove(client, pathOf(RESOURCES.mutatingWebhooks, { name: webhookName(tag) }));
      await remove(client, pathOf(RESOURCES.services, { namespace: flags.istioNamespace, name: serviceName(tag) }));
    });
    host.stdout.write(flags.compat === undefined ? `the tag "${tag}" is removed\n` : `Revision tag ${tag} removed\n`);
    return EXIT.ok;
  });
}

async function refuseMissing(client: KubeClient, tag: string): Promise<void> {
  const webhooks = await clientReader(client).list(RESOURCES.mutatingWebhooks);
  if (webhooks.some((item) => isTag(item, tag))) return;
  throw new EnvoyError('NO_INPUT_TAG', `there is no tag "${tag}"`, {
    peer: `cannot remove tag "${tag}": cannot find MutatingWebhookConfiguration for tag "${tag}"`,
    exitCode: EXIT.noInput,
    hint: '"meshctl tag list" lists them',
  });
}

function inUse(tag: string, users: readonly string[]): EnvoyError {
  return new EnvoyError('INPUT_TAG', `namespaces use the tag "${tag}": ${users.join(', ')}`, {
    peer: `revision tag "${tag}" is used by namespaces ${users.join(', ')}`,
    hint: 'no sidecars are injected there any more without it; -y removes it all the same',
  });
}

/** Removes an object; one that is not there is as good as removed. */
async function remove(client: KubeClient, path: string): Promise<void> {
  try {
    await client.request(path, { method: 'DELETE' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
