import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An admin port that has some pages, by the first word of their paths; closed when the test is over. Gives HOST:PORT. */
export async function adminPort(pages: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer((request, response) => {
    const page = pages[/^\/(\w+)/.exec(request.url ?? '')?.[1] ?? ''];
    response.writeHead(page === undefined ? 404 : 200).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // A server that listens on a port has an address of this kind.
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
