import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KINDS, kindInfo } from '../../../src/mesh/kinds.ts';
import { conformanceDir } from '../../support/conformance.ts';
import { messageSchema, normalise, type Schema } from './openapi.ts';

interface Published {
  readonly group: string;
  readonly kind: string;
  readonly scope: string;
  readonly versions: readonly string[];
  readonly schema: { readonly required?: readonly string[]; readonly properties: Readonly<Record<string, Schema>> };
}

const FOLDER = conformanceDir('validate');
const PUBLISHED: readonly Published[] =
  FOLDER === undefined ? [] : JSON.parse(readFileSync(join(FOLDER, 'crd-schemas.json'), 'utf8'));

describe.skipIf(FOLDER === undefined)(
  'the tables, compared with published schemas (skipped without comparison data)',
  () => {
    it('have every kind and no other', () => {
      const name = ({ group, kind }: { readonly group: string; readonly kind: string }) => `${group}/${kind}`;
      expect(KINDS.map(name).sort()).toEqual(PUBLISHED.map(name).sort());
    });

    it.each(PUBLISHED)('$group $kind', ({ group, kind, versions, scope, schema }) => {
      const info = kindInfo(group, kind);
      expect([...(info?.versions ?? [])].sort()).toEqual([...versions].sort());
      expect(info?.scope).toBe(scope);
      expect(info?.specRequired).toBe(schema.required?.includes('spec') ?? false);
      expect(info && messageSchema(info.spec())).toEqual(normalise(schema.properties['spec'] ?? {}));
      const status = info?.status();
      // The API server ignores the status of what a user applies, and with it the default of the whole.
      const { default: _, ...published } = normalise(schema.properties['status'] ?? {});
      expect(status ? messageSchema(status) : {}).toEqual(published);
    });
  },
);
