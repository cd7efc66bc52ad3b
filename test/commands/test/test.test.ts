import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { EXPECTATIONS } from '../../../src/explain/cases/expectation.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const SHOP = join(ROOT, 'fixtures/explain');

async function test(cwd: string, ...args: readonly string[]) {
  const host = testHost({ cwd });
  const status = await run(['test', ...args], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

/** A folder with one file of tests, whose list this is. */
function folderWith(tests: string, head = 'apiVersion: meshctl.dev/v1\nkind: MeshTest'): string {
  const folder = tempFolder();
  const files = `files: [${JSON.stringify(join(SHOP, 'shop.yaml'))}]\nnamespace: shop`;
  writeFileSync(join(folder, 'a.mesh-test.yaml'), `${head}\n${files}\ntests:\n${tests}`);
  return folder;
}

const TO_CART = 'from: front, request: {url: "http://cart:8080/"}';

describe('meshctl test', () => {
  it('passes where everything is as expected, and counts what was met', async () => {
    expect(await test(SHOP)).toEqual({
      status: 0,
      stdout: '8 passed, 0 failed\ntested: 4 of 6 routes, 2 of 2 rules\n',
      stderr: '',
    });
  });

  it('lists what no test comes to', async () => {
    const { stdout } = await test(SHOP, 'shop.mesh-test.yaml', '--coverage', '--run', 'one in four');
    expect(stdout).toContain('tested: 1 of 6 routes, 1 of 2 rules');
    expect(stdout).toContain('shop.yaml:90  route old of VirtualService shop/cart');
    expect(stdout).not.toContain('route shaky');
  });

  it('tells what differs, with the steps, and fails', async () => {
    const folder = folderWith(`- {name: wrong, ${TO_CART}, expect: {weights: {v1: 100}, retries: 2, host: card}}`);
    const { status, stdout } = await test(folder);
    expect(status).toBe(79);
    expect(stdout).toContain(
      'FAIL  wrong (./a.mesh-test.yaml:6)\n    weights: expected {"v1":100}, and it is {"v1":90,"v2":10}\n    host: expected "card", and it is "cart.shop.svc.cluster.local"\n',
    );
    expect(stdout).toContain('At the sidecar of front in shop');
    expect(stdout).toContain('0 passed, 1 failed');
  });

  it.each([
    ['status: 503', 'status: expected 503, and it is nothing'],
    ['allowed: false', 'allowed: expected false, and it is true'],
    ['policy: shop/other', 'policy: expected "shop/other", and it is "shop/cart-callers"'],
    ['headers: {x-a: "1"}', 'headers.x-a: expected "1", and it is nothing'],
    ['fault: {status: 503}', 'fault.status: expected 503, and it is 0'],
    ['timeout: 1s', 'timeout: expected "1s", and it is "0s"'],
  ])('expects %s', async (expectation, text) => {
    const { status, stdout } = await test(folderWith(`- {${TO_CART}, expect: {${expectation}}}`));
    expect(status).toBe(79);
    expect(stdout).toContain(text);
  });

  it('writes reports for programs', async () => {
    const folder = folderWith(
      `- {name: good, ${TO_CART}, expect: {allowed: true}}\n- {name: "b<d", ${TO_CART}, expect: {port: 1}}`,
    );
    const xml = await test(folder, '-o', 'junit');
    expect(xml.status).toBe(79);
    expect(xml.stdout).toContain('<testsuites name="meshctl test" tests="2" failures="1">');
    expect(xml.stdout).toContain(
      '<testcase name="b&lt;d" classname="./a.mesh-test.yaml" file="./a.mesh-test.yaml" line="7">',
    );
    const { stdout } = await test(folder, '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'MeshTestReport',
      summary: { passed: 1, failed: 1 },
      tests: [
        { name: 'good', passed: true },
        { name: 'b<d', passed: false, mismatches: [{ field: 'port', expected: 1, actual: 8080 }] },
      ],
    });
  });

  it.each([
    [
      '- {expct: {}, request: {url: "http://cart/"}, expect: {status: 1}}',
      ':6: there is no field "expct"; did you mean expect?',
    ],
    ['- {request: {url: "http://cart/"}, expect: {status: many}}', ':6: the value of "status" does not fit'],
    ['- {request: {url: "http://cart/"}}', '"test 1" expects nothing'],
    ['- {expect: {status: 1}}', '"" has no host'],
    [
      '- {from: fronr, request: {url: "http://cart/"}, expect: {status: 1}}',
      ':6: the caller: no workload is called "fronr"',
    ],
    ['- [', 'a.mesh-test.yaml:'],
    ['- 7', 'a mapping is wanted here'],
  ])('refuses %s', async (tests, text) => {
    const { status, stderr } = await test(folderWith(tests));
    expect(stderr).toContain(text);
    expect(status).toBe(65);
  });

  it('says where there is nothing to test', async () => {
    expect((await test(tempFolder())).status).toBe(66);
    expect((await test(SHOP, 'shop.yaml')).status).toBe(66);
    expect((await test(SHOP, '--run', 'nothing of the kind')).status).toBe(66);
    expect((await test(SHOP, 'none.mesh-test.yaml')).status).toBe(66);
  });

  it('takes other manifests than the tests name', async () => {
    const folder = folderWith(`- {${TO_CART}, expect: {allowed: true}}`);
    expect((await test(folder, '-f', join(SHOP, 'shop.yaml'))).status).toBe(0);
    expect((await test(folder, '-f', 'none.yaml')).status).toBe(66);
  });
});

describe('docs/mesh-test.schema.json', () => {
  it('has the fields that tests are read with', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'docs/mesh-test.schema.json'), 'utf8'));
    expect(Object.keys(schema.$defs.expect.properties).sort()).toEqual(Object.keys(EXPECTATIONS).sort());
  });

  it('is told in docs/test.md', () => {
    const page = readFileSync(join(ROOT, 'docs/test.md'), 'utf8');
    expect(Object.keys(EXPECTATIONS).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
