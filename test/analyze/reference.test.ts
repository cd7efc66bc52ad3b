import { describe, expect, it } from 'vitest';
import { ANALYZERS } from '../../src/analyze/analyzers/index.ts';
import { referenceMessages } from '../../src/analyze/reference.ts';
import { analyze } from '../../src/analyze/run.ts';
import { documentsIn, ownOptions } from './support.ts';

/** The lines of the reference's view of a text, as its log has them. */
function lines(text: string, { file = 'a.yaml', namespace = '', shown = '' } = {}): readonly string[] {
  const { reported } = analyze(documentsIn(text, file), { ...ownOptions(), view: 'reference', namespace });
  return referenceMessages(reported, { namespace: shown, suppressions: [] }).map(
    ({ code, level, origin, reference }) => `${level} ${code} ${origin} ${reference ?? ''}`,
  );
}

const ROUTE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: web
spec:
  hosts:
  - web.example.com
  gateways:
  - edge
  http:
  - route:
    - destination: {host: web.shop.svc.cluster.local, subset: v1}
`;

describe("the reference's view", () => {
  it('has every example of the analyzers the reference has, in its order', async () => {
    const texts = ANALYZERS.filter(({ reference, view }) => reference !== undefined && view === undefined).map(
      ({ name, examples }) => `## ${name}\n${lines(examples.bad).join('\n')}\n`,
    );
    await expect(texts.join('')).toMatchFileSnapshot('../../fixtures/analyze/reference-examples.txt');
  });

  it('shows the line of a scalar, else that of the document', () => {
    // Texts are sorted, so 12 comes before 9.
    expect(lines(ROUTE)).toEqual([
      'error IST0101 VirtualService web a.yaml:12',
      'error IST0101 VirtualService web a.yaml:12',
      'error IST0101 VirtualService web a.yaml:9',
      'warning IST0132 VirtualService web a.yaml:9',
    ]);
    const multi = lines(`# a comment\n---\n\n# another\n${ROUTE}`);
    expect(multi).toContain('error IST0101 VirtualService web a.yaml:13');
  });

  it('counts a separator at the beginning of a file as a line of the first document', () => {
    expect(lines(`---\n${ROUTE}`)).toContain('error IST0101 VirtualService web a.yaml:11');
  });

  it('shows no line of JSON', () => {
    const json =
      '{"apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": {"name": "web"}, "spec": {"hosts": ["a.example.com"], "gateways": ["edge"]}}';
    expect(lines(json, { file: 'a.json' })[0]).toBe('error IST0101 VirtualService web a.json');
  });

  it('shows messages of one namespace, and of objects without one', () => {
    expect(lines(ROUTE, { namespace: 'shop', shown: 'other' })).toEqual([]);
    expect(lines(ROUTE, { namespace: 'shop', shown: 'shop' })).toContain(
      'error IST0101 VirtualService shop/web a.yaml:9',
    );
    const webhook = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n';
    expect(lines(webhook, { shown: 'shop' })).toEqual(['info IST0102 Namespace shop a.yaml:4']);
    expect(lines(webhook, { shown: 'other' })).toEqual([]);
  });

  it('leaves out what it cannot decode and namespaces of the system', () => {
    expect(lines(ROUTE.replace('hosts:\n  - web.example.com', 'hosts: web.example.com'))).toEqual([]);
    expect(lines(ROUTE.replace('name: web\n', 'name: web\n  namespace: kube-system\n'))).toEqual([]);
    expect(lines(ROUTE.replace('networking.istio.io/v1', 'networking.istio.io/v2'))).toEqual([]);
  });
});
