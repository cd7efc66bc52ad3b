/** Secrets in what is sent to others: found, blanked, and counted by what they were. */
import type { Path } from '../model/diagnostic.ts';
import { asMap, asString, isMap, type JsonMap } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Range } from '../model/range.ts';

/** What was blanked: a kind of secret, and how often. */
export interface Redaction {
  readonly what: string;
  readonly count: number;
}

/** A text without its secrets. */
export interface Redacted {
  readonly text: string;
  /** In the order of their kinds' names; empty when there was nothing to blank. */
  readonly redactions: readonly Redaction[];
}

/** What stands where a secret was. */
export const BLANK = '[redacted]';

/**
 * Kinds of secrets that are known by their form alone. The group `keep`, where there is one, stays in front. Each form begins where
 * a word does and ends within a bound or at the next word, so that a text takes the time of its length.
 */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  [
    'private key',
    /-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY-----(?:[^-]|-(?!----))*-----END [A-Z0-9 ]{0,32}PRIVATE KEY-----/g,
  ],
  // In base64, as Secrets and kubeconfigs have keys: the same words, at each of the three offsets they can have; on one line or wrapped.
  [
    'private key',
    /(?:LS0tLS1CRUdJTi|0tLS0tQkVHSU4|tLS0tLUJFR0lO)[\w+/]{0,24}?(?:UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW)[\w+/]*(?:\s{1,64}[\w+/]{60,})*(?:\s{1,64}[\w+/]+(?==))?={0,2}/g,
  ],
  ['token', /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g],
  ['credentials', /(?<keep>\b(?:Bearer|Basic)\s{1,8})[\w.~+/=-]{8,}/gi],
  ['password', /(?<keep>(?<![\w+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"']*:)[^\s/@"']+(?=@)/gi],
];

/** A key and its colon, in YAML, JSON and what looks like either; names of more characters are no names. */
const KEY = /(?<![\w.-])(?<name>[\w.-]{1,253})["']?[ \t]{0,16}:[ \t]{0,64}/g;

/** Names that say that their value is a secret. */
const SECRET_KEY =
  /(?:password|passwd|client[-_]?secret|client-key-data|api[-_]?key|secret[-_]?key|access[-_]?key|(?:id|auth|access|refresh)[-_]?token|\btoken)$/i;

/** A value behind a key that is text of its own, not a flag, a collection, a reference or a blank. */
const VALUE =
  /"(?!\[redacted\])(?:[^"\\\n]|\\.)+"|'[^'\n]+'|(?!\[redacted\]|(?:true|false|null)\b|[|>&*{["'\s])[^\s,}\]]+/y;

/** The text without the values whose keys say that they are secrets, and how many there were. */
function withoutNamedValues(text: string): { readonly text: string; readonly count: number } {
  let [out, from, count] = ['', 0, 0];
  for (const { index, 0: whole, groups } of text.matchAll(KEY)) {
    if (index < from || !SECRET_KEY.test(groups?.['name'] ?? '')) continue;
    VALUE.lastIndex = index + whole.length;
    if (!VALUE.test(text)) continue;
    out += text.slice(from, index + whole.length) + BLANK;
    from = VALUE.lastIndex;
    count += 1;
  }
  return { text: out + text.slice(from), count };
}

/** Names of environment variables whose values nobody else is to know. */
const SECRET_NAME = /passw(?:or)?d|secret|token|api_?key|access_?key|credential|private_?key/i;

function counted(all: readonly string[]): readonly Redaction[] {
  const counts = new Map<string, number>();
  for (const what of all) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => ({ what, count }));
}

/** A text of any format without what is a secret by its form: keys, tokens, credentials, values of names that say so. */
export function redactText(text: string): Redacted {
  const found: string[] = [];
  let out = text;
  for (const [what, form] of FORMS) {
    out = out.replace(form, (...args: unknown[]) => {
      found.push(what);
      const { keep = '' } = asMap(args.at(-1));
      return `${asString(keep) ?? ''}${BLANK}`;
    });
  }
  const named = withoutNamedValues(out);
  for (let index = 0; index < named.count; index += 1) found.push('value of a secret name');
  return { text: named.text, redactions: counted(found) };
}

interface Found {
  readonly what: string;
  readonly range: Range;
}

/** The values of a Secret, and those of variables with names that say what they are. */
function* secretPaths(value: unknown, path: Path): Generator<readonly [what: string, path: Path]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* secretPaths(item, [...path, index]);
    return;
  }
  if (!isMap(value)) return;
  if (value['kind'] === 'Secret') yield* secretData(value, path);
  const name = asString(value['name']);
  if (name !== undefined && SECRET_NAME.test(name) && typeof value['value'] === 'string') {
    yield ['value of a variable', [...path, 'value']];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* secretPaths(inner, [...path, key]);
}

function* secretData(secret: JsonMap, path: Path): Generator<readonly [what: string, path: Path]> {
  for (const field of ['data', 'stringData']) {
    for (const key of Object.keys(asMap(secret[field]))) yield ['value of a Secret', [...path, field, key]];
  }
}

/** The manifests of a file without values of Secrets and of secret variables, and without what {@link redactText} finds. */
export function redactManifests(text: string, manifests: readonly Manifest[]): Redacted {
  const found: Found[] = manifests.flatMap((manifest) =>
    [...secretPaths(manifest.value, [])].map(([what, path]) => ({ what, range: manifest.locate(path) })),
  );
  let [out, from] = ['', 0];
  const kept: string[] = [];
  for (const { what, range } of found.sort((a, b) => a.range.start.offset - b.range.start.offset)) {
    // An alias stands for a value that is blanked where it is written.
    if (range.start.offset < from) continue;
    out += `${text.slice(from, range.start.offset)}"${BLANK}"`;
    from = range.end.offset;
    kept.push(what);
  }
  const rest = redactText(out + text.slice(from));
  return { text: rest.text, redactions: merged(counted(kept), rest.redactions) };
}

/** Two lists as one. */
export function merged(...lists: readonly (readonly Redaction[])[]): readonly Redaction[] {
  return counted(lists.flat().flatMap(({ what, count }) => Array.from({ length: count }, () => what)));
}
