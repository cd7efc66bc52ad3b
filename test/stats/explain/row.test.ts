import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ViewRow } from '../../../src/stats/cells.ts';
import { explained } from '../../../src/stats/explain/row.ts';
import { GLYPHS } from '../../../src/stats/format.ts';
import { savedProxy } from '../../../src/stats/live/saved.ts';
import { VIEWS, type ViewName } from '../../../src/stats/views/index.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';

const bytes = (name: string): Uint8Array => readFileSync(join(FIXTURES, name));
const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

const SHOP = { dump: bytes('shop.config_dump.json'), clusters: bytes('shop.clusters.json') };

/** What is told of the first row of a view whose texts match. */
function told(view: ViewName, pattern: RegExp, pages: Parameters<typeof savedProxy>[1] = SHOP): string {
  const proxy = savedProxy('shop', pages);
  const context = { proxies: [proxy], proxy, open: new Set<string>(), now: new Date(0), glyphs: GLYPHS.ascii };
  const { rows } = VIEWS[view].table(context);
  const row = rows.find(({ cells }: ViewRow) => pattern.test(cells.map(({ text }) => text).join(' ')));
  const found = row && proxy.dump && explained(row, proxy, proxy.dump.dump);
  return found ? `${found.title}\n${found.lines.join('\n')}\n` : '';
}

const routes = (list: readonly unknown[]) => ({
  dump: json({
    configs: [
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump',
        static_route_configs: [
          { route_config: { name: '80', virtual_hosts: [{ name: 'web', domains: ['web'], routes: list }] } },
        ],
      },
    ],
  }),
});

describe('the explanation of a row', () => {
  it.each([
    ['clusters', /cart\.shop/, 'cluster'],
    ['endpoints', /EJECTED/, 'endpoint-ejected'],
    ['endpoints', /FAILED/, 'endpoint-unhealthy'],
    ['routes', /cart/, 'route'],
  ] as const)('of %s: %s', async (view, pattern, golden) => {
    await expect(told(view, pattern)).toMatchFileSnapshot(`../../../fixtures/tui/explain-${golden}.txt`);
  });

  it('names every condition and effect of a route', () => {
    const page = told('routes', /80/, {
      ...routes([
        {
          match: {
            safe_regex: { regex: '/a.*' },
            headers: [
              { name: 'x-a', string_match: { exact: '1' } },
              { name: 'x-b', present_match: true, invert_match: true },
              { name: 'x-c', string_match: { safe_regex: { regex: 'c+' } } },
              { name: 'x-d', range_match: {} },
            ],
            query_parameters: [{ name: 'q', string_match: { prefix: 'p' } }],
            runtime_fraction: { default_value: { numerator: 5000, denominator: 'TEN_THOUSAND' } },
          },
          route: {
            weighted_clusters: {
              clusters: [
                { name: 'a', weight: 90 },
                { name: 'b', weight: 10 },
              ],
            },
            timeout: '0s',
            retry_policy: { retry_on: '5xx', num_retries: 2, per_try_timeout: '1s' },
            request_mirror_policies: [{ cluster: 'm' }],
          },
          typed_per_filter_config: { 'envoy.filters.http.fault': {} },
        },
      ]),
    });
    for (const line of [
      'its host is one of web',
      'its path is regex /a.*',
      'header x-a is "1"',
      'not: header x-b is there',
      'header x-c matches c+',
      'header x-d is as its matcher says',
      'query parameter q begins with "p"',
      'chance picks it, as 50 % of requests',
      '90 % to a: 0 of 0 endpoints healthy',
      'a copy goes to m',
      'no time limit',
      'tried again up to 2 times on 5xx, 1s each',
      'its own settings for envoy.filters.http.fault',
    ]) {
      expect(page).toContain(`  ${line}`);
    }
  });

  it.each([
    [{ prefix: '/' }, { prefix: '/api' }, true],
    [{ prefix: '/api' }, { path: '/api/x' }, true],
    [{ prefix: '/api' }, { prefix: '/other' }, false],
    [{ prefix: '/', headers: [{ name: 'x' }] }, { prefix: '/api' }, false],
    [{ prefix: '/api' }, { safe_regex: { regex: '/api.*' } }, false],
  ])('knows whether %j takes everything before %j', (above, below, taken) => {
    const page = told('routes', /answers 201/, {
      ...routes([
        { match: above, direct_response: { status: 200 } },
        { match: below, direct_response: { status: 201 } },
      ]),
    });
    expect(page.includes('Nothing ever gets here: route 1')).toBe(taken);
  });

  it.each(['certificates', 'config', 'loggers'] as const)('is none for %s', (view) => {
    expect(told(view, /./)).toBe('');
  });
});
