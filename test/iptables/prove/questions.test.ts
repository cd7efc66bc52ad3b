import { describe, expect, test } from 'vitest';
import type { Family } from '../../../src/iptables/model/rule.ts';
import { factsFrom } from '../../../src/iptables/prove/facts.ts';
import { groundOf } from '../../../src/iptables/prove/ground.ts';
import { curlOf, probeOf } from '../../../src/iptables/prove/probe.ts';
import { prove, questionsFor } from '../../../src/iptables/prove/questions.ts';
import { regionReports } from '../../../src/iptables/prove/report.ts';
import { fieldOf } from '../../../src/iptables/prove/scenarios.ts';
import { readRules } from '../../../src/iptables/read/rules.ts';
import { machineOf } from '../../../src/iptables/trace/machine.ts';
import { packetOf } from '../../../src/iptables/trace/packet-text.ts';
import { fixture } from '../support/rules.ts';

/** Every question with yes for an answer, and the packets. */
function answers(text: string, family: Family = 'ipv4') {
  const sets = readRules(text);
  const field = fieldOf([machineOf(sets)], { facts: factsFrom(sets), ground: groundOf(family) });
  return Object.fromEntries(
    questionsFor(field).flatMap((question) => {
      const { answers: found } = prove(field, question);
      const reports = found.flatMap((answer) => regionReports(answer, field, () => undefined));
      const told = reports.map(
        ({ traffic, packets, fates }) => `${traffic}: ${packets.join(' or ')}: ${fates[0]?.fate}`,
      );
      return told.length === 0 ? [] : [[question.id, told]];
    }),
  );
}

const SIDECAR = `*nat
-N OUT
-N IN
-A PREROUTING -p tcp -j IN
-A OUTPUT -j OUT
-A IN -p tcp -j REDIRECT --to-ports 15006
-A OUT -s 127.0.0.6/32 -o lo -j RETURN
-A OUT ! -d 127.0.0.1/32 -o lo -p tcp -m owner --uid-owner 1337 -j IN
-A OUT -o lo -m owner ! --uid-owner 1337 -j RETURN
-A OUT -m owner --uid-owner 1337 -j RETURN
-A OUT -d 127.0.0.1/32 -j RETURN
-A OUT -p tcp -j REDIRECT --to-ports 15001
COMMIT
`;

const without = (line: string): string => {
  expect(SIDECAR).toContain(`${line}\n`);
  return SIDECAR.replace(`${line}\n`, '');
};

describe('a sidecar', () => {
  test('that takes everything has no holes', () => {
    expect(answers(SIDECAR)).toEqual({});
  });

  test('without the jump that takes what arrives, all of it passes by, and calls to oneself are no loop', () => {
    expect(answers(without('-A PREROUTING -p tcp -j IN'))).toEqual({
      'inbound-escape': ['TCP that arrives from other machines: all of them: ACCEPT'],
    });
  });

  test('an exclusion is a hole of its own', () => {
    expect(
      answers(SIDECAR.replace('-A OUT -d 127', '-A OUT -d 10.9.0.0/16 -p tcp --dport 3306 -j RETURN\n-A OUT -d 127')),
    ).toEqual({
      escape: ['TCP that the application sends to other machines: to 10.9.0.0/16, port 3306: ACCEPT'],
    });
  });

  test('without the loop breaker the proxy is taken in again', () => {
    const broken = without('-A OUT -m owner --uid-owner 1337 -j RETURN');
    const sets = readRules(broken);
    const facts = { ...factsFrom(readRules(SIDECAR)) };
    const field = fieldOf([machineOf(sets)], { facts, ground: groundOf('ipv4') });
    const loop = questionsFor(field).find(({ id }) => id === 'loop');
    const found = loop && prove(field, loop).answers.flatMap((answer) => regionReports(answer, field, () => undefined));
    expect(found?.map(({ traffic, fates }) => [traffic, fates[0]?.fate])).toEqual([
      ['TCP that the proxy sends to other machines', 'REDIRECT 15001'],
    ]);
  });

  test('without the pass-through rule its delivery to the application loops', () => {
    expect(answers(without('-A OUT -s 127.0.0.6/32 -o lo -j RETURN'))).toEqual({
      loop: ['TCP that the proxy sends to this pod itself: all of them: REDIRECT 15006'],
    });
  });

  test('guardrails drop everything', () => {
    const found = answers(`${SIDECAR}*filter\n-A OUTPUT -p tcp -j DROP\nCOMMIT\n`);
    expect(found['dropped']).toEqual([
      'TCP that the application sends to other machines: all of them: DROP',
      'TCP that the application sends to this pod itself: all of them: DROP',
    ]);
  });

  test('DNS that goes elsewhere', () => {
    const dns = SIDECAR.replace(
      '-A OUT -d 127',
      '-A OUT -d 10.96.0.10/32 -p udp --dport 53 -j REDIRECT --to-ports 15053\n-A OUT -d 127',
    );
    expect(answers(`${dns}`)['dns-escape']).toBeUndefined();
    const all = dns.replace('-d 10.96.0.10/32 ', '');
    expect(answers(all)['dns-escape']).toEqual([
      'TCP that the application sends to other machines: all of them: REDIRECT 15001',
    ]);
  });
});

describe('what rules show of their proxy', () => {
  test('its owners are those with a rule of their own on lo', () => {
    const more = SIDECAR.replace('-A OUT -d 127', '-A OUT -m owner --gid-owner 502 -j RETURN\n-A OUT -d 127');
    expect(factsFrom(readRules(more))).toEqual({
      uids: [1337],
      gids: [],
      outboundPort: 15_001,
      inboundPort: 15_006,
      inboundMode: 'redirect',
    });
  });

  test('a mark, transparent sockets, nothing', () => {
    const marked = '*nat\n-A OUTPUT -p tcp -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15001\nCOMMIT\n';
    expect(factsFrom(readRules(marked))).toMatchObject({
      proxyMark: { value: 0x539, mask: 0xfff },
      inboundMode: 'none',
    });
    const tproxy = '*mangle\n-A PREROUTING -p tcp -j TPROXY --on-port 15006 --tproxy-mark 1337\nCOMMIT\n';
    expect(factsFrom(readRules(tproxy))).toMatchObject({ inboundPort: 15_006, inboundMode: 'tproxy' });
    expect(factsFrom(readRules('*nat\nCOMMIT\n'))).toEqual({ uids: [], gids: [], inboundMode: 'none' });
  });

  test('ports and destinations are looked for where rules name them', () => {
    const listed = SIDECAR.replace('-A IN -p tcp -j', '-A IN -p tcp -m tcp --dport 9080 -j').replace(
      '-A OUT -p tcp -j',
      '-A OUT -d 10.0.0.0/8 -p tcp -j',
    );
    expect(factsFrom(readRules(listed))).toEqual({
      uids: [1337],
      gids: [],
      outboundPort: 15_001,
      inboundPort: 15_006,
      inboundMode: 'redirect',
    });
    const byPort = SIDECAR.replace('-A OUT -p tcp -j', '-A OUT -p tcp -m tcp --dport 3306 -j');
    expect(factsFrom(readRules(byPort))).toMatchObject({ outboundPort: 15_001 });
  });

  test('a proxy with one port for both ways may take its own calls to its pod: no loop', () => {
    const one = SIDECAR.replaceAll('15006', '15001').replace('-A IN -p tcp', '-A IN -p tcp -m tcp --dport 9080');
    expect(answers(one)['loop']).toBeUndefined();
  });

  test('of a listing', () => {
    expect(factsFrom(readRules(fixture('read/sidecar-counters.listing')))).toMatchObject({
      uids: [1337],
      outboundPort: 15_001,
    });
  });
});

describe('probes', () => {
  const words = (text: string) => packetOf(text.split(' '), {});

  test.each([
    [
      'out tcp 10.1.1.5 203.0.113.10:443',
      'setpriv --reuid=1000 --regid=1000 --clear-groups nc -z -v -w 2 203.0.113.10 443',
    ],
    [
      'out udp 10.1.1.5 10.96.0.10:53',
      'setpriv --reuid=1000 --regid=1000 --clear-groups nc -z -v -u -w 2 10.96.0.10 53',
    ],
    [
      'out tcp 127.0.0.6 10.1.1.5:80',
      'setpriv --reuid=1000 --regid=1000 --clear-groups nc -z -v -w 2 -s 127.0.0.6 10.1.1.5 80',
    ],
    ['in tcp 10.1.1.1 10.1.1.5:80', 'nc -z -v -w 2 10.1.1.5 80'],
    ['out icmp 10.1.1.5 203.0.113.10', undefined],
  ])('%s', (text, command) => {
    expect(probeOf(words(text))).toBe(command);
  });

  test('what no program sends has none', () => {
    expect(probeOf({ ...words('out tcp 10.1.1.5 203.0.113.10:443'), ctstate: 'INVALID' })).toBeUndefined();
    expect(probeOf({ ...words('out tcp 10.1.1.5 203.0.113.10:443'), mark: 5 })).toBeUndefined();
  });

  test('curl takes IPv6 in brackets, and no UDP', () => {
    expect(curlOf(words('in tcp 2001:db8::1 [2001:db8::5]:80'))).toBe('curl -sv --max-time 2 http://[2001:db8::5]:80/');
    expect(curlOf(words('in udp 10.1.1.1 10.1.1.5:80'))).toBeUndefined();
  });
});
