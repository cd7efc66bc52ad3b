import { describe, expect, it } from 'vitest';
import { istio2018Profile } from '../../../src/iptables/profiles/istio-2018/profile.ts';
import { ruleSetOf } from '../../../src/iptables/ruleset/execute.ts';
import { saveText } from '../../../src/iptables/ruleset/save.ts';
import { casesOf, DATA, dataText, planFor } from '../support/cases.ts';

const KINDS = { save4: 'ipv4', save6: 'ipv6' } as const;

describe.skipIf(DATA === undefined)('the script of 2018 (comparison data: absent without shared/conformance)', () => {
  it.each(
    casesOf('istio-2018').flatMap((item) =>
      (['save4', 'save6'] as const).map((kind) => ({ item, kind, name: item.name, file: item.expected[kind] })),
    ),
  )('$name.$kind is what the kernel shows', ({ item, kind, file }) => {
    const { program } = planFor(istio2018Profile, item);
    expect(saveText(ruleSetOf(program, KINDS[kind]))).toBe(file === undefined ? '' : dataText(file));
  });
});
