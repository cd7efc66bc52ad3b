import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { CODES } from '../../src/model/codes.ts';
import { testHost } from '../support/host.ts';

async function explain(...args: readonly string[]) {
  const host = testHost();
  const status = await run(['explain', 'code', ...args], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

describe('explain code', () => {
  it('tells what a code means, with an example', async () => {
    expect((await explain('msh2905')).stdout).toMatchInlineSnapshot(`
      "MSH2905 (error)
      Fields that exclude each other are set together.

      What to do
        Keep one of the fields named.

      Draws it
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: example
          namespace: shop
        spec:
          hosts:
          - cart
          http:
          - match:
            - uri:
                prefix: /cart
                exact: /cart
            route:
            - destination:
                host: cart

      Does not
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: example
          namespace: shop
        spec:
          hosts:
          - cart
          http:
          - match:
            - uri:
                prefix: /cart
            route:
            - destination:
                host: cart
      "
    `);
  });

  it('says what --fix does about it', async () => {
    const { stdout } = await explain('MSH3004');
    expect(stdout).toContain('meshctl analyze --fix\n  Writes the name of a header in lower case.\n');
    expect((await explain('MSH2905')).stdout).not.toContain('--fix');
    expect(JSON.parse((await explain('MSH3004', '-o', 'json')).stdout)).toMatchObject({ fix: expect.any(String) });
  });

  it('is for programs too', async () => {
    const { stdout } = await explain('MSH2905', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'CodeExplanation',
      code: 'MSH2905',
      level: 'error',
      example: { bad: expect.stringContaining('exact: /cart'), good: expect.not.stringContaining('exact') },
    });
  });

  it.each(Object.keys(CODES))('knows %s', async (code) => {
    const { status, stdout } = await explain(code);
    expect(status).toBe(0);
    expect(stdout).toContain('What to do');
  });

  it('takes a code without the word before it, with its flags', async () => {
    const short = async (...args: readonly string[]) => {
      const host = testHost();
      const status = await run(['explain', ...args], host);
      return { status, stdout: host.written(), stderr: host.complained() };
    };
    expect(await short('ist0101')).toEqual(await explain('IST0101'));
    expect(await short('MSH2905', '-o', 'json')).toEqual(await explain('MSH2905', '-o', 'json'));
    expect(await short('MSH29O5')).toMatchObject({ status: 64, stderr: expect.stringContaining('MSH2905?') });
    expect(await short('cod')).toMatchObject({ status: 64, stderr: expect.stringContaining('did you mean "code"?') });
    expect(await short()).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: meshctl explain') });
  });

  it('tells how a code comes about that no text shows', async () => {
    expect((await explain('MSH4117')).stdout).toContain('How it comes about');
    expect(JSON.parse((await explain('MSH4117', '-o', 'json')).stdout)).toHaveProperty('cause');
  });

  it('shows the command and its files where a document alone does not draw the code', async () => {
    expect((await explain('MSH4004')).stdout).toMatchInlineSnapshot(`
      "MSH4004 (warning)
      DNS is to be taken, but no nameserver is known, so it is not.

      What to do
        Name a resolv.conf with --resolv-conf, or take all queries with --capture-all-dns.

      Draws it
        $ meshctl iptables generate --redirect-dns --resolv-conf resolv.conf
        -- resolv.conf --
        # none

      Does not
        $ meshctl iptables generate --redirect-dns --resolv-conf resolv.conf
        -- resolv.conf --
        nameserver 10.96.0.10
      "
    `);
  });

  it('refuses a code nobody reports, and names the nearest', async () => {
    expect(await explain('MSH29O5')).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('did you mean MSH2905?'),
    });
    expect((await explain()).status).toBe(64);
  });
});
