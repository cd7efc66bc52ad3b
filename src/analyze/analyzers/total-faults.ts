import { analyzer, found } from '../analyzer.ts';
import { virtualService } from '../example.ts';

const ALL = 100;

const aborting = (percent: number): string =>
  virtualService(
    'shop/web',
    `{hosts: [web], http: [{fault: {abort: {httpStatus: 500, percentage: {value: ${percent}}}}, route: [{destination: {host: web}}]}]}`,
  );

/** A fault for everybody is an outage. */
export const totalFaults = analyzer({
  name: 'total-faults',
  codes: ['MSH3003'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description: 'No route fails every request of everybody on purpose.',
  examples: { bad: aborting(ALL), good: aborting(5) },
  view: 'own',
  *analyze({ spec }) {
    for (const [index, { fault, match = [] }] of (spec.http ?? []).entries()) {
      const percent = fault?.abort?.percentage?.value ?? 0;
      if (percent < ALL || match.length > 0) continue;
      yield found('MSH3003', ['spec', 'http', index, 'fault', 'abort'], {
        message: 'the route has no match and fails every request it gets',
        of: 'key',
      });
    }
  },
});
