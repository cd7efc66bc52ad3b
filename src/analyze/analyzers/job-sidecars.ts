import { NATIVE_SIDECAR } from '../../inject/constants.ts';
import { analyzer, found } from '../analyzer.ts';
import { doc, docs, namespace } from '../example.ts';
import { hasProxy, podParts } from '../facts/membership.ts';

const JOBS: ReadonlySet<string | undefined> = new Set(['Job', 'CronJob']);

const SHOP = namespace('shop', '{istio-injection: enabled}');
const job = (native: boolean): string =>
  doc(
    'batch/v1',
    'Job',
    'shop/report',
    `spec: {template: {metadata: {annotations: {${NATIVE_SIDECAR}: "${native}"}}, spec: {restartPolicy: Never, containers: [{name: app, image: app}]}}}`,
  );

/** A Job ends when all of its containers have. */
export const jobSidecars = analyzer({
  name: 'job-sidecars',
  codes: ['MSH3014'],
  subjects: ['Pod'],
  inputs: ['Pod'],
  description: 'Pods of Jobs have sidecars that end with them.',
  examples: { bad: docs(SHOP, job(false)), good: docs(SHOP, job(true)) },
  view: 'own',
  *analyze(resource) {
    if (!JOBS.has(resource.owner?.kind) || resource.annotations[NATIVE_SIDECAR] !== 'false') return;
    if (!hasProxy(podParts(resource).spec)) return;
    yield found('MSH3014', ['metadata', 'annotations', NATIVE_SIDECAR], {
      message: `the sidecar of the ${resource.owner?.kind ?? 'Job'} is not a native one, so the pod never ends`,
    });
  },
});
