/** Certificates, which an explanation does without. */
import { asList, asString, isMap } from '../model/json.ts';
import type { Secret } from '../xds/resources/filter.ts';
import type { Snapshot } from '../xds/snapshot.ts';

const EMPTY = { inline_string: '' } as const;

/** Fields in which configuration names secrets, one or several. */
const NAMING = /_sds_secret_configs?$/;

function* namesIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* namesIn(item);
  if (!isMap(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!NAMING.test(key)) yield* namesIn(inner);
    else
      for (const each of Array.isArray(inner) ? asList(inner) : [inner])
        yield isMap(each) ? (asString(each['name']) ?? '') : '';
  }
}

const empty = (name: string): Secret => ({
  name,
  tls_certificate: { certificate_chain: EMPTY, private_key: EMPTY },
  validation_context: { trusted_ca: EMPTY },
});

/** The snapshot with all secrets it names there, and nothing in them: nobody is let in by a certificate that is not looked at. */
export function withoutSecrets(snapshot: Snapshot): Snapshot {
  const { listeners, clusters } = snapshot;
  const names = new Set(namesIn([listeners, clusters]));
  return { ...snapshot, secrets: [...names].map(empty) };
}
