import { describe, expect, it } from 'vitest';
import { restoreText } from '../../../src/iptables/print/restore.ts';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { type Case, casesOf, DATA, dataText, FAMILY_OF, planFor } from '../support/cases.ts';

const CASES = casesOf('istio');

/** What the peer generates and the kernel then refuses is refused before, but for --compat. */
const compat = (item: Case) => item.iptablesApplyFails !== undefined || item.nftApplyFails !== undefined;

const textsOf = (item: Case, kinds: readonly string[]) =>
  Object.entries(item.expected).filter(([kind]) => kinds.includes(kind));

describe.skipIf(DATA === undefined)('sidecar rules (comparison data: absent without shared/conformance)', () => {
  it.each(CASES.flatMap((item) => textsOf(item, ['v4', 'v6']).map(([kind, file]) => ({ item, kind, file }))))(
    '$item.name.$kind',
    ({ item, kind, file }) => {
      const { program } = planFor(istioProfile, item, { compat: compat(item) });
      expect(restoreText(program, FAMILY_OF[kind] ?? 'ipv4')).toBe(dataText(file));
    },
  );

  it.each(CASES.filter(({ expected }) => expected['v4'] !== undefined).map((item) => ({ item })))(
    '$item.name has no IPv6 text unless asked',
    ({ item }) => {
      const { program } = planFor(istioProfile, item, { compat: compat(item) });
      expect(restoreText(program, 'ipv6') !== '').toBe(item.expected['v6'] !== undefined);
    },
  );

  it.each(CASES.flatMap((item) => textsOf(item, ['nft']).map(([, file]) => ({ item, file }))))(
    '$item.name.nft',
    ({ item, file }) => {
      const plan = planFor(istioProfile, item, { compat: compat(item), backend: 'nft' });
      expect(plan.texts?.nft?.(plan.program.families)).toBe(dataText(file));
    },
  );

  it.each(CASES.flatMap((item) => textsOf(item, ['cmds']).map(([, file]) => ({ item, file }))))(
    '$item.name.cmds',
    ({ item, file }) => {
      const plan = planFor(istioProfile, item);
      const lines = plan.removal?.(plan.program.families) ?? [];
      expect(lines.map((line) => `${line}\n`).join('')).toBe(dataText(file));
    },
  );

  it.each(CASES.filter(({ warnings }) => warnings !== undefined).map((item) => ({ item })))(
    '$item.name warns where the peer does',
    ({ item }) => {
      const { diagnostics } = planFor(istioProfile, item, { compat: compat(item) });
      expect(diagnostics.some(({ code }) => code === 'MSH4004')).toBe((item.warnings ?? []).length > 0);
    },
  );
});
