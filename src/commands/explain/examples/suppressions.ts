/** Runs of `meshctl analyze` that draw codes about suppressions and about rules of the user's own. */
import { destinationRule, doc } from '../../../analyze/example.ts';
import type { Example } from '../../../validate/rules/examples/example.ts';
import { SHOP, WEB, WEB_PODS } from './analysis-parts.ts';
import { runs } from './run.ts';

/** A rule for the host of nobody, behind this comment. */
const commented = (run: string, bad: string, good: string): Example =>
  runs(
    { run, files: { 'mesh.yaml': `$$\n${destinationRule('shop/pay', '{host: pay.shop.svc.cluster.local}')}` } },
    bad,
    good,
  );

const FINE = [SHOP, WEB_PODS, WEB].join('---\n');

/** By code. */
export const SUPPRESSION_EXAMPLES: Readonly<Record<string, Example>> = {
  MSH3901: runs(
    {
      run: 'analyze --complete mesh.yaml',
      files: { 'mesh.yaml': `${FINE}---\n$$${destinationRule('shop/web', '{host: web}')}` },
    },
    "# meshctl-disable-next-line IST0101 -- the host is another team's\n",
    '',
  ),
  MSH3902: runs(
    {
      run: 'analyze --complete mesh.yaml',
      files: {
        'mesh.yaml': `${FINE}---\n${doc('networking.istio.io/v1', 'DestinationRule', 'shop/web', 'metadata: {namespace: shop, name: web$$}\nspec: {host: web}')}`,
      },
    },
    ', annotations: {meshctl.dev/suppress: IST0101}',
    '',
  ),
  MSH3903: runs(
    { run: 'analyze --complete$$ mesh.yaml', files: { 'mesh.yaml': FINE } },
    " -S 'IST0101=VirtualService shop/web'",
    '',
  ),
  MSH3904: commented(
    'analyze --complete mesh.yaml',
    '# meshctl-disable-next-line IST0174 until 2019-06-30 -- the service comes in summer',
    '# meshctl-disable-next-line IST0174 until 2099-06-30 -- the service comes in summer',
  ),
  MSH3905: commented(
    'analyze --complete --suppressions-need reason mesh.yaml',
    '# meshctl-disable-next-line IST0174',
    '# meshctl-disable-next-line IST0174 -- the service comes in summer',
  ),
  MSH3906: runs(
    {
      run: 'analyze --complete --rules rules.yaml mesh.yaml',
      files: {
        'rules.yaml':
          'apiVersion: meshctl.dev/v1\nkind: AnalysisRules\nrules:\n- code: SHOP001\n  kinds: [Service]\n' +
          '  message: a Service says whose it is\n  require: $$\n',
        'mesh.yaml': FINE,
      },
    },
    'self.metadata.labels.owner != ""',
    'has(self.spec.ports)',
  ),
};
