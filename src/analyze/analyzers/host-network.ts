import { INJECT } from '../../inject/constants.ts';
import { analyzer, found } from '../analyzer.ts';
import { deployment } from '../example.ts';
import { podParts } from '../facts/membership.ts';

const asking = (spec: string): string =>
  deployment('shop/web', `{app: web, ${INJECT}: "true"}`, `${spec}containers: [{name: app, image: app}]`);

/** A pod that shares the network of its node cannot have that captured. */
export const hostNetwork = analyzer({
  name: 'host-network',
  codes: ['MSH3013'],
  subjects: ['Pod'],
  inputs: ['Pod'],
  description: 'A pod on the network of its node does not ask for a sidecar.',
  examples: { bad: asking('hostNetwork: true, '), good: asking('') },
  view: 'own',
  *analyze(resource) {
    const { labels, annotations, spec } = podParts(resource);
    if (spec['hostNetwork'] !== true || (labels[INJECT] ?? annotations[INJECT]) !== 'true') return;
    yield found('MSH3013', ['spec', 'hostNetwork'], {
      message: 'the pod asks for a sidecar, but gets none on the network of its node',
    });
  },
});
