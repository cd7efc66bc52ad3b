import { analyzer, found } from '../analyzer.ts';
import { virtualService } from '../example.ts';
import { secondsOf } from '../facts/time.ts';
import { quoted } from '../facts/wording.ts';

const tried = (timeout: string): string =>
  virtualService(
    'shop/web',
    `{hosts: [web], http: [{timeout: ${timeout}, retries: {attempts: 2, perTryTimeout: 2s}, route: [{destination: {host: web}}]}]}`,
  );

/** Every try has its time. */
export const retryBudget = analyzer({
  name: 'retry-budget',
  codes: ['MSH3001'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description: 'The timeout of a route leaves time for all of its tries.',
  examples: { bad: tried('3s'), good: tried('6s') },
  view: 'own',
  *analyze({ spec }) {
    for (const [index, { timeout, retries }] of (spec.http ?? []).entries()) {
      const [whole, each] = [secondsOf(timeout), secondsOf(retries?.perTryTimeout)];
      const attempts = retries?.attempts ?? 0;
      if (whole === undefined || each === undefined || attempts < 1 || each * attempts <= whole) continue;
      yield found('MSH3001', ['spec', 'http', index, 'retries'], {
        message: `${attempts} retries of ${quoted(retries?.perTryTimeout ?? '')} do not fit into the timeout ${quoted(timeout ?? '')}: the last ones are cut off`,
        of: 'key',
      });
    }
  },
});
