import { describe, expect, it } from 'vitest';
import {
  destinationRule,
  docs,
  gateway,
  namespace,
  pod,
  service,
  virtualService,
} from '../../../src/analyze/example.ts';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';
import { findingsIn } from '../support.ts';
import { foundBy } from './support.ts';

const SHOP = namespace('shop', '{istio-injection: enabled}');
const REVIEWS = service('team/reviews', '{ports: [{name: http, port: 80}]}');
const to = (host: string, more = ''): string =>
  virtualService('shop/web', `{hosts: [a.example.com], http: [{route: [{destination: {host: ${host}${more}}}]}]}`);

describe('hosts nobody offers', () => {
  it.each(['reviews.team', 'reviews.team.svc', 'reviws.team.svc.cluster.local'])(
    'are suggested by their whole names: %s',
    (host) => {
      const [finding] = findingsIn(docs(REVIEWS, to(host)));
      expect(finding).toMatchObject({ code: 'IST0101', remediation: 'Did you mean "reviews.team.svc.cluster.local"?' });
      const [rule] = findingsIn(docs(REVIEWS, destinationRule('shop/web', `{host: ${host}}`)));
      expect(rule).toMatchObject({ code: 'IST0174', remediation: 'Did you mean "reviews.team.svc.cluster.local"?' });
    },
  );

  it('may end with another domain of the cluster', () => {
    const text = docs(REVIEWS, to('reviews.team.svc.example.org'));
    expect(foundBy('route-hosts', text)).toHaveLength(1);
    expect(foundBy('route-hosts', text, { clusterDomain: 'example.org' })).toEqual([]);
  });

  it.each([
    ['ratings.team.svc.cluster.local', 'ratings.team.svc.cluster.local', ', port: {number: 9080}'],
    ['ratings.team.svc.cluster.local', '*.team.svc.cluster.local', ''],
    ['api.example.com', '*.example.com', ', port: {number: 443}'],
  ])('may be known all the same: %s by %s', (host, known, more) => {
    const text = docs(REVIEWS, to(host, more));
    expect(foundBy('route-hosts', text)).toHaveLength(1);
    expect(foundBy('route-hosts', text, { externalHosts: [known] })).toEqual([]);
    expect(findingsIn(text, { externalHosts: [known] })).toEqual([]);
  });

  it('are known from flags, and from the configuration file', async () => {
    const analyze = async (args: readonly string[], config = '') => {
      const host = testHost({
        cwd: tempFolder({ 'a.yaml': docs(REVIEWS, to('ratings.team.svc.example.org')), '.meshctl.yaml': config }),
      });
      return run(['analyze', 'a.yaml', ...args], host);
    };
    expect(await analyze([])).toBe(79);
    expect(await analyze(['--external-host', 'ratings.team.svc.example.org'])).toBe(0);
    const config = 'analyze: {cluster-domain: example.org, external-host: [ratings.team.svc.cluster.local]}\n';
    expect(await analyze([], config)).toBe(0);
  });
});

describe('gateways that serve one host', () => {
  const serving = (name: string, host: string): string =>
    gateway(
      `shop/${name}`,
      `{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["${host}"]}]}`,
    );

  it.each([
    ['shop/a.example.com', 'a.example.com', 2],
    ['x/a.example.com', 'y/a.example.com', 2],
    ['./a.example.com', '*/a.example.com', 2],
    ['a.example.com', 'b.example.com', 0],
    // Of a host with a star and a name the name is asked first.
    ['*.example.com', 'a.example.com', 0],
  ])('%s and %s', (one, other, count) => {
    expect(foundBy('gateway-conflicts', docs(serving('one', one), serving('two', other)))).toHaveLength(count);
  });
});

describe('subsets of workloads', () => {
  const WEB = service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}');
  const RULE = destinationRule('shop/web', '{host: web, subsets: [{name: v1, labels: {version: v1}}]}');

  it('that are not in the input are a note, beside others of the namespace as well', () => {
    expect(foundBy('destination-rule-subsets', docs(SHOP, WEB, RULE, pod('shop/api', '{app: api}')))).toEqual([
      'info IST0173 spec.subsets.0.labels',
    ]);
    expect(foundBy('destination-rule-subsets', docs(SHOP, WEB, RULE, pod('shop/web', '{app: web}')))).toEqual([
      'error IST0173 spec.subsets.0.labels',
    ]);
  });
});
