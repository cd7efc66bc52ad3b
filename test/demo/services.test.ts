import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CANARY_FILE, DEMO_FILES, weightLines } from '../../src/demo/mesh.ts';
import { DETAILS, productPage, reviewsOf } from '../../src/demo/pages.ts';
import { type Mesh, startServices } from '../../src/demo/services.ts';

/** Services behind something that forwards by Host, and fails for services that are down. */
async function mesh(down: readonly string[] = [], reviews = 'reviews/v2') {
  const address: Mesh = { address: undefined };
  const services = await startServices(address);
  const ports = new Map(services.maps.map((map) => [map.split('=')[0] ?? '', Number(map.split(':').at(-1))]));
  const proxy = createServer((incoming, response) => {
    const [name = ''] = (incoming.headers.host ?? '').split(':');
    if (down.includes(name)) {
      response.writeHead(503).end('down');
      return;
    }
    const port = ports.get(name === 'reviews' ? reviews : name);
    const onward = request({ host: '127.0.0.1', port, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    onward.end();
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
    services.close();
  });
  // A server on a TCP port has an address of this form.
  address.address = { host: '127.0.0.1', port: (proxy.address() as AddressInfo).port };
  const page = await fetch(`http://127.0.0.1:${ports.get('productpage')}/productpage`);
  return { page, text: await page.text() };
}

describe('the services of the demo', () => {
  it('make a page of what the others say, and say whose reviews they are', async () => {
    const { page, text } = await mesh();
    expect(page.headers.get('x-served-by')).toBe('reviews-v2');
    expect(text).toContain(`title: ${DETAILS.title}`);
    expect(text).toMatch(/Ada: .*★★★★★/);
  });

  it('do without services that are down', async () => {
    expect((await mesh(['ratings'])).text).not.toContain('★');
    const { page, text } = await mesh(['reviews', 'details']);
    expect(page.headers.get('x-served-by')).toBe('nobody');
    expect(text.match(/not available/g)).toHaveLength(2);
  });

  it('have reviews without stars in the first version', async () => {
    expect((await mesh([], 'reviews/v1')).text).not.toContain('★');
    expect(reviewsOf('v3', { Ada: 2 })).toMatchObject([{ stars: 2, color: 'red' }, { reviewer: 'Grace' }]);
  });

  it('show text as text', () => {
    const details = { value: { title: '<script>' }, servedBy: 'details' };
    expect(productPage(details, undefined)).not.toContain('<script>');
  });
});

describe('the files of the demo', () => {
  it('have two weights to edit', () => {
    const text = DEMO_FILES.find(({ name }) => name === CANARY_FILE)?.text ?? '';
    const lines = weightLines(text).map((line) => text.split('\n')[line - 1]?.trim());
    expect(lines).toEqual(['weight: 90', 'weight: 10']);
  });
});
