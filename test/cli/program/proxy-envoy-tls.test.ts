/** Certificates of gateways on the real Envoy. */
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { testAuthority } from '../../support/authority.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { startProxyProcess, until } from '../../support/proxy-process.ts';
import { tempFolder } from '../../support/temp.ts';

const envoy = await fetchEnvoy();

/** Puts a file in its place as tools for certificates do. */
function put(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** The name in the certificate of a server. */
async function nameAt(port: number): Promise<string | undefined> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subjectaltname: name } = socket.getPeerCertificate();
  socket.destroy();
  return name;
}

it.skipIf('reason' in envoy)('a certificate whose file is replaced is shown to the next client', async () => {
  const authority = await testAuthority();
  const folder = tempFolder();
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const rotate = async (name: string): Promise<void> => {
    const pair = await authority.issue({ dnsNames: [name] });
    put(key, pair.key);
    put(certificate, pair.certificate);
  };
  await rotate('one.test');
  const { port } = await startProxyProcess({
    mesh: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: PORT, name: https, protocol: HTTPS}
    bind: 127.0.0.1
    hosts: ["*"]
    tls: {mode: SIMPLE, serverCertificate: ${certificate}, privateKey: ${key}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec: {hosts: ["*"], gateways: [gw], http: [{directResponse: {status: 200}}]}
`,
    flags: ['--engine', 'envoy', '--envoy', 'path' in envoy ? envoy.path : ''],
  });
  expect(await nameAt(port)).toBe('DNS:one.test');
  await rotate('two.test');
  await until(async () => (await nameAt(port)) === 'DNS:two.test');
});
