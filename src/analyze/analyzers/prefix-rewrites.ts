import { analyzer, found } from '../analyzer.ts';
import { virtualService } from '../example.ts';
import { quoted } from '../facts/wording.ts';

const rewriting = (prefix: string): string =>
  virtualService(
    'shop/web',
    `{hosts: [web], http: [{match: [{uri: {prefix: ${prefix}}}], rewrite: {uri: /}, route: [{destination: {host: web}}]}]}`,
  );

/** What is left of a path begins with the slash that was not part of the prefix. */
export const prefixRewrites = analyzer({
  name: 'prefix-rewrites',
  codes: ['MSH3005'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description: 'A rewrite that ends with a slash is for prefixes that do.',
  examples: { bad: rewriting('/shop'), good: rewriting('/shop/') },
  view: 'own',
  *analyze({ spec }) {
    for (const [index, { match = [], rewrite }] of (spec.http ?? []).entries()) {
      const to = rewrite?.uri ?? '';
      const prefix = match.map(({ uri }) => uri?.prefix ?? '/').find((each) => !each.endsWith('/'));
      if (!to.endsWith('/') || prefix === undefined) continue;
      yield found('MSH3005', ['spec', 'http', index, 'rewrite', 'uri'], {
        message: `the prefix ${quoted(prefix)} becomes ${quoted(to)}, and so ${quoted(`${prefix}/x`)} becomes ${quoted(`${to}/x`)}`,
      });
    }
  },
});
