import { analyzer, found } from '../analyzer.ts';
import { virtualService } from '../example.ts';
import { quoted } from '../facts/wording.ts';

const FIELDS = ['headers', 'withoutHeaders'] as const;

const matching = (name: string): string =>
  virtualService(
    'shop/web',
    `{hosts: [web], http: [{match: [{headers: {${name}: {exact: a}}}], route: [{destination: {host: web}}]}]}`,
  );

/** Names of headers in the form HTTP/2 has them. */
export const headerNames = analyzer({
  name: 'header-names',
  codes: ['MSH3004'],
  subjects: ['VirtualService'],
  inputs: ['VirtualService'],
  description: 'Names of headers in matches are in lower case, as the API asks for.',
  examples: { bad: matching('End-User'), good: matching('end-user') },
  view: 'own',
  *analyze({ spec }) {
    for (const [i, { match = [] }] of (spec.http ?? []).entries()) {
      for (const [j, condition] of match.entries()) {
        for (const field of FIELDS) {
          for (const name of Object.keys(condition[field] ?? {})) {
            // Claims of tokens look like headers and mind the case.
            if (name.startsWith('@') || name === name.toLowerCase()) continue;
            yield found('MSH3004', ['spec', 'http', i, 'match', j, field, name], {
              message: `the header ${quoted(name)} is not in lower case`,
              of: 'key',
              remediation: `Write "${name.toLowerCase()}".`,
            });
          }
        }
      }
    }
  },
});
