import { analyzer, found } from '../analyzer.ts';
import { virtualService } from '../example.ts';

/** What people take weights for. */
const WHOLE = 100;

const split = (weight: number): string =>
  virtualService(
    'shop/web',
    `{hosts: [web], http: [{route: [{destination: {host: web}, weight: 70}, {destination: {host: api}, weight: ${weight}}]}]}`,
  );

/** Weights are read as percent, so they had better be. */
export const routeWeights = analyzer({
  name: 'route-weights',
  codes: ['MSH3002'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description: 'The weights of a route add up to 100.',
  examples: { bad: split(10), good: split(30) },
  view: 'own',
  *analyze({ spec }) {
    for (const protocol of ['http', 'tls', 'tcp'] as const) {
      for (const [index, { route = [] }] of (spec[protocol] ?? []).entries()) {
        const sum = route.reduce((total, { weight = 0 }) => total + weight, 0);
        // Negative weights are a matter for validation; equal shares need no weights at all.
        if (route.length < 2 || sum === 0 || sum === WHOLE || route.some(({ weight = 0 }) => weight < 0)) continue;
        yield found('MSH3002', ['spec', protocol, index, 'route'], {
          message: `the weights of the route add up to "${sum}", so none is the share of requests it looks like`,
          of: 'key',
        });
      }
    }
  },
});
