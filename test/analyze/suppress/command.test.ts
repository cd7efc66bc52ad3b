import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const ROUTE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: web
  namespace: shop
  labels: {app: web}
spec:
  hosts: [web.example.com]
  gateways: [edge]
  http:
  - route:
    - destination: {host: web.shop.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: other, namespace: shop}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
`;

interface Seen {
  readonly code: string;
  readonly level: string;
  readonly message: string;
  readonly range?: { readonly start: { readonly line: number } };
}

/** Runs analysis on the first of January 2020 (as the test host has it), the file below `-o json`. */
async function analyze(text: string, args: readonly string[] = [], files: Readonly<Record<string, string>> = {}) {
  const host = testHost({ cwd: tempFolder({ 'a.yaml': text, ...files }) });
  const status = await run(['analyze', 'a.yaml', '-o', 'json', ...args], host);
  const { findings } = JSON.parse(host.written() || '{"findings":[]}') as { findings: readonly Seen[] };
  return { status, findings, said: findings.map(({ code, range }) => `${code}:${range?.start.line ?? ''}`), host };
}

const commented = (comment: string): string => ROUTE.replace('  gateways', `  # ${comment}\n  gateways`);
const annotated = (value: string): string =>
  ROUTE.replace('  labels', `  annotations:\n    meshctl.dev/suppress: "${value}"\n  labels`);

describe('suppressions', () => {
  it.each([
    ['a comment', commented('meshctl-disable-next-line IST0101 until 2020-01-01 -- why')],
    ['an annotation', annotated('IST0101 until 2020-01-01 -- why')],
    ['an annotation of everything', annotated('*')],
  ])('take out findings until their day has passed: %s', async (_name, text) => {
    expect(await analyze(text)).toMatchObject({ status: 0, said: [] });
    expect((await analyze(text, ['--suppressions-need', 'reason', '--suppressions-need', 'until'])).status).toBe(
      text.includes('why') ? 0 : 79,
    );
  });

  it.each([
    ['a comment', commented('meshctl-disable-next-line IST0101 until 2019-12-31 -- why'), ['MSH3904:9', 'IST0101:10']],
    ['an annotation', annotated('IST0101 until 2019-12-31 -- why'), ['MSH3904:7', 'IST0101:11']],
  ])('past their day are told of, and suppress nothing: %s', async (_name, text, said) => {
    expect(await analyze(text)).toMatchObject({ status: 79, said });
  });

  it.each([
    ['no code', commented('meshctl-disable-next-line'), 'it names no code', 9],
    ['a reason alone', commented('meshctl-disable-next-line -- why'), 'it names no code', 9],
    ['another word', commented('meshctl-disable-line IST0101'), 'there is no "meshctl-disable-line"', 9],
    [
      'something before it in its line',
      ROUTE.replace('[edge]', '[edge] # meshctl-disable-next-line IST0101'),
      'it is not in a line of its own',
      9,
    ],
  ])('that cannot be meant so are told of: %s', async (_name, text, why, line) => {
    const { findings, status } = await analyze(text);
    const told = findings.find(({ code }) => code === 'MSH3905');
    expect([told?.message, told?.range?.start.line]).toEqual([`the comment does not count: ${why}`, line]);
    expect(status).toBe(79);
  });

  it('of the command line count like the others', async () => {
    const flag = 'IST0101=VirtualService web.shop';
    expect((await analyze(ROUTE, ['-S', `${flag} until 2020-01-01 -- why`])).said).toEqual([]);
    expect((await analyze(ROUTE, ['-S', `${flag} until 2019-12-31 -- why`])).said).toEqual(['MSH3904:', 'IST0101:9']);
    expect((await analyze(ROUTE, ['-S', flag, '--suppressions-need', 'reason'])).said).toEqual([
      'MSH3905:',
      'IST0101:9',
    ]);
    expect((await analyze(ROUTE, ['-S', `${flag} until soon`])).status).toBe(64);
  });

  it('come from the configuration file as well, and what they need', async () => {
    const config = (more: string) => ({
      '.meshctl.yaml': `analyze:\n  suppress: ["IST0101=VirtualService shop/*${more}"]\n  suppressions-need: [reason]\n`,
    });
    expect((await analyze(ROUTE, [], config(' -- why'))).said).toEqual([]);
    expect((await analyze(ROUTE, [], config(''))).said).toEqual(['MSH3905:', 'IST0101:9']);
  });

  it('without the terms that are asked for do not count', async () => {
    const { said, findings, status } = await analyze(commented('meshctl-disable-next-line IST0101'), [
      '--suppressions-need',
      'reason',
    ]);
    expect({ said, status }).toEqual({ said: ['MSH3905:9', 'IST0101:10'], status: 79 });
    expect(findings[0]?.message).toBe('the comment does not count: it has no reason');
  });

  it.each([
    ['a comment', commented('meshctl-disable-next-line IST0112'), [], 'MSH3901:9'],
    ['an annotation', annotated('IST0112'), [], 'MSH3902:7'],
    ['a flag', ROUTE, ['-S', 'IST0112=VirtualService shop/web'], 'MSH3903:'],
    ['a flag for another object', ROUTE, ['-S', 'IST0101=VirtualService shop/api'], 'MSH3903:'],
  ])('without effect are told of: %s', async (_name, text, args, said) => {
    expect((await analyze(text, args)).said).toContain(said);
  });

  it('of codes there are not come with what was probably meant', async () => {
    const host = testHost({ cwd: tempFolder({ 'a.yaml': annotated('IST101') }) });
    await run(['analyze', 'a.yaml'], host);
    expect(host.written()).toContain('the annotation "meshctl.dev/suppress" suppresses "IST101", a code there is not');
    expect(host.written()).toContain('Did you mean "IST0101"?');
  });

  it('are not unused because less is shown or asked', async () => {
    const text = annotated('IST0101');
    expect((await analyze(text, ['-n', 'other'])).said).toEqual([]);
    expect((await analyze(text, ['--analyzer', 'route-subsets'])).said).toEqual([]);
    expect((await analyze(text, ['-l', 'app=api'])).said).toEqual([]);
  });

  it("take the reference's codes of rules about one object", async () => {
    const filter = (annotation: string) => `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: a, namespace: shop, annotations: {galley.istio.io/analyze-suppress: ${annotation}}}
spec: {configPatches: []}
`;
    expect((await analyze(filter('IST0133'))).said).toEqual([]);
    expect((await analyze(filter('IST0106'))).said).toEqual(['MSH3902:3', 'MSH2600:4']);
  });

  it('of a workload may stand at its pods', async () => {
    const deployment = (annotation: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: ${annotation}}
    spec: {containers: [{name: app, image: app, securityContext: {runAsUser: 1337}}]}
`;
    expect((await analyze(deployment('{}'))).said).toContain('IST0144:8');
    expect((await analyze(deployment('{meshctl.dev/suppress: IST0144}'))).said).not.toContain('IST0144:8');
  });
});

describe('--selector', () => {
  it('narrows to objects with the labels', async () => {
    expect((await analyze(ROUTE, ['-l', 'app=web'])).said).toEqual(['IST0101:9']);
    expect((await analyze(ROUTE, ['--selector', 'app!=web'])).said).toEqual([]);
  });

  it('refuses what is none', async () => {
    const { status, host } = await analyze(ROUTE, ['-l', 'app in web']);
    expect(status).toBe(64);
    expect(host.complained()).toContain('"app in web" is no selector of labels');
  });
});
