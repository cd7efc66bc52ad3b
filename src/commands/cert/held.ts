/** Chains of certificates in whatever people have them in. */
import type { HeldChain } from '../../certs/inspect.ts';
import { certificateBlocks, hasPrivateKey, pemBlock, readCertificate } from '../../certs/pem.ts';
import { InputError } from '../../model/errors.ts';
import { decodeText } from '../../yaml/decode.ts';

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/;

function ofPem(text: string, source: string): readonly HeldChain[] {
  const chain = certificateBlocks(text).join('\n');
  const [key = ''] = hasPrivateKey(text) ? (PRIVATE_KEY.exec(text) ?? []) : [];
  return chain === '' ? [] : [{ source, chain, key, roots: '' }];
}

const NOTHING = 'there is no certificate in it';

function unreadable(name: string, why: string): InputError {
  return new InputError('INPUT_CERTIFICATE', `"${name}": ${why}`, {
    hint: 'give PEM, DER, a Secret in YAML or JSON, or the answer of /config_dump',
  });
}

const DER_SEQUENCE = 0x30;

interface Content {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** What reads YAML and dumps is loaded for them alone. */
async function chainsIn({ text, bytes, name }: Content): Promise<readonly HeldChain[]> {
  if (/^\s*\{/.test(text) && /"configs"|"@type"/.test(text)) {
    return (await import('./held-dump.ts')).chainsOfDump(bytes, name);
  }
  if (/^\s*(?:"kind"|kind)\s*:/m.test(text)) return (await import('./held-manifests.ts')).chainsOfManifests(text, name);
  return ofPem(text, name);
}

/** The chains in a file. Throws InputError for one without any, EnvoyError for a dump that cannot be read. */
export async function chainsOfFile(bytes: Uint8Array, name: string): Promise<readonly HeldChain[]> {
  if (bytes[0] === DER_SEQUENCE) {
    const block = pemBlock('CERTIFICATE', bytes);
    if (readCertificate(block)) return [{ source: name, chain: block, key: '', roots: '' }];
  }
  const decoded = decodeText(bytes, name);
  if (!('text' in decoded)) throw unreadable(name, decoded.diagnostic.message);
  const { text } = decoded;
  const found = await chainsIn({ text, bytes, name });
  if (found.length > 0) return found;
  const keyOnly = hasPrivateKey(text) ? 'there is a private key in it, and no certificate' : NOTHING;
  throw unreadable(name, keyOnly);
}
