import { describe, expect, test } from 'vitest';
import { EXAMPLES, exampleInput } from '../../../src/iptables/explain/examples.ts';
import { explain, explainHost } from '../../../src/iptables/explain/explain.ts';
import {
  candidates,
  EXAMPLED_PROFILES,
  type KnownShapes,
  knownShapes,
  recognise,
  recogniserOf,
} from '../../../src/iptables/explain/recognise.ts';
import { loadProfile } from '../../../src/iptables/profiles/registry.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';
import { ruleSetOf } from '../../../src/iptables/ruleset/execute.ts';
import { DATA, dataText } from '../support/cases.ts';
import { fixture } from '../support/rules.ts';

const PROFILES = await Promise.all(EXAMPLED_PROFILES.map(loadProfile));
const KNOWN: KnownShapes = knownShapes(PROFILES);

function told(text: string) {
  const sets = readRules(text);
  const recogniser = recognise(sets, KNOWN);
  const rules = explain(sets, recogniser);
  return { profile: recogniser.profile?.name, rules, reasons: rules.map(({ known }) => known?.reason) };
}

test.each(PROFILES.map((profile) => [profile.name, profile] as const))(
  'the examples of %s make every rule it gives a reason for',
  (name, profile) => {
    const made = new Set(
      (EXAMPLES[name] ?? []).flatMap((example) => {
        const { steps, host } = profile.plan(exampleInput(example)).program;
        return [...steps.map(({ rule }) => rule.reason?.id), ...host.map(({ reason }) => reason.id)];
      }),
    );
    // Waiting for closed connections is a setting of its own flag.
    expect(Object.keys(profile.reasons).filter((id) => !made.has(id) && id !== 'close-wait')).toEqual([]);
  },
);

describe('rules that were read', () => {
  test('are told from their form, whatever their ports and owners', () => {
    const { profile, rules } = told(fixture('read/sidecar-counters.listing').replaceAll('1337', '4711'));
    expect(profile).toBe('istio');
    expect(
      rules.map(({ chain, number, known }) => `${chain} ${number} ${known?.reason} ${known?.flag ?? ''}`.trimEnd()),
    ).toEqual([
      'PREROUTING 1 drop-invalid --drop-invalid',
      'ISTIO_DROP 1 drop-invalid --drop-invalid',
      'OUTPUT 1 zones-out --redirect-dns',
      'ISTIO_OUTPUT_DNS 1 zone-agent-query --proxy-uid',
      'ISTIO_OUTPUT_DNS 2 zone-agent-answer --proxy-uid',
      'PREROUTING 1 inbound --istio-inbound-ports',
      'OUTPUT 1 outbound',
      'ISTIO_INBOUND 1 tunnel --inbound-tunnel-port',
      'ISTIO_INBOUND 2 excluded-inbound-port --istio-local-exclude-ports',
      'ISTIO_INBOUND 3 inbound-port --istio-inbound-ports',
      'ISTIO_IN_REDIRECT 1 to-inbound --inbound-capture-port',
      'ISTIO_OUTPUT 1 passthrough-out',
      'ISTIO_OUTPUT 2 self-call --proxy-uid',
      'ISTIO_OUTPUT 3 app-on-lo --proxy-uid',
      'ISTIO_OUTPUT 4 proxy-out --proxy-uid',
      'ISTIO_OUTPUT 5 localhost',
      'ISTIO_OUTPUT 6 outbound-all --istio-service-cidr',
      'ISTIO_REDIRECT 1 to-outbound --envoy-port',
    ]);
  });

  test('of nobody are described', () => {
    const { profile, rules } = told(
      '*nat\n-A OUTPUT ! -d 10.0.0.0/8 -p tcp -m tcp --dport 80:90 -m owner --uid-owner 7 -j DNAT --to-destination 10.0.0.1\nCOMMIT\n',
    );
    expect(profile).toBeUndefined();
    expect(rules.map(({ does, known }) => [does, known])).toEqual([
      ['What is not to 10.0.0.0/8, TCP, to port 80-90, of user 7 is sent to 10.0.0.1.', undefined],
    ]);
  });

  test('a foreign rule among them stays one', () => {
    const text = fixture('read/sidecar-counters.save')
      .replace('*nat\n', '*nat\n-N DOCKER\n')
      .replace('[93:5580]', '-A OUTPUT -m addrtype --dst-type LOCAL -j DOCKER\n[93:5580]');
    expect(
      told(text)
        .rules.filter(({ known }) => !known)
        .map(({ text: rule }) => rule),
    ).toEqual(['-m addrtype --dst-type LOCAL -j DOCKER']);
  });
});

test('rules a profile made know their reason and value', () => {
  for (const profile of PROFILES) {
    for (const example of EXAMPLES[profile.name] ?? []) {
      const { program } = profile.plan(exampleInput(example));
      const recogniser = recogniserOf(profile);
      for (const family of program.families) {
        for (const { known, text } of explain([ruleSetOf(program, family)], recogniser))
          expect(known, text).toBeDefined();
      }
      for (const { known, command } of explainHost(program, recogniser)) expect(known, command).toBeDefined();
    }
  }
});

describe.skipIf(DATA === undefined)('recorded rules (comparison data: absent without shared/conformance)', () => {
  test.each(['istio', 'istio-2018', 'kuma', 'linkerd'])('%s: each is known for what it is', (name) => {
    const cases: Readonly<Record<string, Readonly<Record<string, string | null>>>> = JSON.parse(
      dataText(`kernel/${name}.json`),
    );
    for (const [title, { save4, save6, nftList }] of Object.entries(cases)) {
      for (const text of [save4, save6, nftList]) {
        if (!text) continue;
        const { profile, rules } = told(text);
        expect(profile, title).toBe(name);
        expect(
          rules.filter(({ known }) => !known).map((rule) => rule.text),
          title,
        ).toEqual([]);
      }
    }
  });

  test("the article's listing is of 2018", () => {
    const { profile, reasons } = told(dataText('article/nat-listing.txt'));
    expect(profile).toBe('istio-2018');
    expect(reasons).toEqual([
      'inbound',
      'outbound',
      'inbound-port',
      'to-inbound',
      'self-call',
      'proxy-out',
      'proxy-out',
      'localhost',
      'outbound-all',
      'to-outbound',
    ]);
  });
});

test.each([
  ['*nat\n-N ISTIO_REDIRECT\nCOMMIT\n', ['istio', 'istio-2018']],
  ['*nat\n-N ISTIO_PRERT\n-N ISTIO_OUTPUT\nCOMMIT\n', ['istio-ambient']],
  ['*nat\n-N PROXY_INIT_OUTPUT\n-N KUMA_MESH_INBOUND\nCOMMIT\n', ['linkerd', 'kuma']],
  ['table inet istio-proxy-nat {\nchain istio-redirect {\n}\n}\n', ['istio', 'istio-2018']],
  ['*nat\n-A OUTPUT -j RETURN\nCOMMIT\n', EXAMPLED_PROFILES],
])('%j is compared with the rules of %j', (text, profiles) => {
  expect(candidates(readRules(text))).toEqual(profiles);
});
