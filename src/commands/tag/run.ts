import type { Call } from '../../cli/declare.ts';
import { EnvoyError } from '../../envoy/problems.ts';
import { compareBytes } from '../../gotext/compare.ts';
import { tabTable } from '../../gotext/tabwriter.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { asString, getIn } from '../../model/json.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { goYaml } from '../../yaml/go-writer.ts';
import { type ObjectReader, type ReaderFlags, withObjects } from '../kube/reader.ts';
import type { SourceFlags } from '../proxy-config/flags.ts';
import { formatOf, PEER_WORDS } from '../proxy-config/format.ts';
import { asPeer } from '../proxy-config/peer.ts';
import { isTag, type Tag, type TagSource, tagOf, tagService, tagWebhook } from './manifests.ts';

/** Flags of the subcommands of tag. */
export interface TagFlags extends SourceFlags, ReaderFlags {
  readonly istioNamespace: string;
  readonly revision: string;
  readonly overwrite?: boolean;
  readonly skipConfirmation?: boolean;
}

/** A tag and who uses it. */
export interface TagUse extends Tag {
  readonly namespaces: readonly string[];
}

/** `meshctl tag list`: the tags and their users. */
export async function runTagList(call: Call<TagFlags>): Promise<ExitStatus> {
  const { flags, host } = call;
  return asPeer(call, async () => {
    const format = formatOf(flags, { peer: PEER_WORDS.table });
    const uses = await withObjects(flags, host, (reader) => usesOf(reader, flags.compat !== undefined));
    if (format === 'table') {
      const rows = uses.map(({ tag, revision, namespaces }) => [tag, revision, namespaces.join(',')]);
      host.stdout.write(tabTable([['TAG', 'REVISION', 'NAMESPACES'], ...rows], { padding: 1 }));
      if (uses.length === 0) host.stderr.write('there is no tag; "meshctl tag set" makes one\n');
    } else if (flags.compat === undefined) {
      host.stdout.write(await documentText(format, envelope('RevisionTagList', { items: uses })));
    } else host.stdout.write(format === 'json' ? `${JSON.stringify(uses, undefined, '\t')}\n` : goYaml(uses));
    return EXIT.ok;
  });
}

/** The tags; for the reference the first injector without a tag is one with an empty name. */
async function usesOf(reader: ObjectReader, peer: boolean): Promise<readonly TagUse[]> {
  const webhooks = await reader.list(RESOURCES.mutatingWebhooks);
  const tags = new Map<string, Tag>();
  for (const tag of webhooks.map(tagOf)) {
    if (tag && (peer || tag.tag !== '') && !tags.has(tag.tag)) tags.set(tag.tag, tag);
  }
  const sorted = [...tags.values()].sort((a, b) => compareBytes(a.revision, b.revision) || compareBytes(a.tag, b.tag));
  const uses: TagUse[] = [];
  for (const tag of sorted) uses.push({ ...tag, namespaces: await usersOf(reader, tag.tag) });
  return uses;
}

/** The namespaces that use a tag. */
export async function usersOf(reader: ObjectReader, tag: string): Promise<readonly string[]> {
  const selector = { matchLabels: { 'istio.io/rev': tag } };
  const namespaces = await reader.list(RESOURCES.namespaces, { selector });
  return namespaces.map((namespace) => asString(getIn(namespace, ['metadata', 'name'])) ?? '');
}

/** `meshctl tag generate`: what makes a tag. */
export async function runTagGenerate(call: Call<TagFlags>): Promise<ExitStatus> {
  const { flags, positionals, host } = call;
  return asPeer(call, async () => {
    const peer = flags.compat !== undefined;
    const source = await withObjects(flags, host, (reader) => sourceOfTag(reader, positionals[0] ?? '', flags));
    const between = peer ? '\n---\n' : '---\n';
    host.stdout.write(`${goYaml(tagWebhook(source))}${between}${goYaml(tagService(source, { peer }))}`);
    return EXIT.ok;
  });
}

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * What a tag is made from. Throws EnvoyError when the name is none, the revision does not exist, or the tag does already and
 * is not to be taken over.
 */
export async function sourceOfTag(reader: ObjectReader, tag: string, flags: TagFlags): Promise<TagSource> {
  const { revision, istioNamespace: system, overwrite = false } = flags;
  if (!DNS_LABEL.test(tag)) {
    throw new EnvoyError('USAGE_TAG', `"${tag}" is no name for a tag: it has to be a DNS label`, {
      peer: `invalid tag name "${tag}"`,
      exitCode: EXIT.usage,
    });
  }
  const webhooks = await reader.list(RESOURCES.mutatingWebhooks);
  const webhook = webhooks.find((item) => tagOf(item)?.tag === '' && tagOf(item)?.revision === revision);
  if (!webhook) {
    throw new EnvoyError('NO_INPUT_REVISION', `there is no control plane of the revision "${revision}"`, {
      peer: `cannot modify tag: cannot find MutatingWebhookConfiguration or Service with revision "${revision}"`,
      exitCode: EXIT.noInput,
      hint: 'a revision is there when its injector is: kubectl get mutatingwebhookconfigurations -l istio.io/rev',
    });
  }
  if (!overwrite && webhooks.some((item) => isTag(item, tag))) {
    throw new EnvoyError('INPUT_TAG', `the tag "${tag}" is already there`, {
      peer: `revision tag "${tag}" already exists, and --overwrite is false`,
      hint: 'give --overwrite to let it stand for another revision',
    });
  }
  return { tag, revision, system, webhook };
}
