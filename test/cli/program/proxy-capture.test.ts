/** The built program with the real Envoy, behind the rules of `meshctl iptables`: connections are taken, and do what the YAML says. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { istioProfile } from '../../../src/iptables/profiles/istio/profile.ts';
import { perform, prepareApply } from '../../../src/netns/apply.ts';
import { openSession } from '../../../src/netns/session.ts';
import { planFor } from '../../iptables/support/cases.ts';
import { type Child, startChild } from '../../kernel/support/child.ts';
import { fetchEnvoy } from '../../support/envoy.ts';
import { testHost } from '../../support/host.ts';
import { makeNamespace, namespacesReason, type TestNamespace, TOOL_ENVIRONMENT } from '../../support/netns.ts';
import { BIN } from '../../support/paths.ts';
import { sharedFolder } from '../../support/temp.ts';

const REASON = namespacesReason(['setpriv', 'curl']);
const envoy = REASON === undefined ? await fetchEnvoy() : { reason: REASON };

const TIMEOUT_MS = 60_000;

/** Answers with who asks, and what it has been told. */
const SERVER = `
require('node:http')
  .createServer((request, response) => {
    const { headers, socket } = request;
    response.setHeader('x-server', 'app');
    response.end(JSON.stringify({ from: socket.remoteAddress, host: headers.host, route: headers['x-route'] }));
  })
  .listen(8080, '0.0.0.0', () => console.log('listening'));
`;

const MESH = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: app, image: app, ports: [{containerPort: 8080}]}]}
status: {podIP: 10.1.1.5}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: world}
spec:
  hosts: [world.test]
  addresses: [203.0.113.10]
  resolution: STATIC
  ports: [{number: 8080, name: http, protocol: HTTP}]
  endpoints: [{address: 203.0.113.10}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: world}
spec:
  hosts: [world.test]
  http:
  - match: [{uri: {prefix: /denied}}]
    directResponse: {status: 418, body: {string: not from here}}
  - headers: {request: {set: {x-route: world}}}
    route: [{destination: {host: world.test}}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  action: DENY
  rules: [{to: [{operation: {paths: [/secret]}}]}]
`;

const as = (uid: number): readonly string[] => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];

const curl = (where: TestNamespace, url: string): string =>
  where.sh(`exec ${as(1000).join(' ')} curl --silent --show-error --max-time 10 --write-out ' %{http_code}' ${url}`);

describe.skipIf('reason' in envoy)(
  `proxy run --engine envoy --capture redirect${'reason' in envoy ? ` (skipped: ${envoy.reason})` : ''}`,
  () => {
    const folder = sharedFolder();
    const children: Child[] = [];
    let pod: TestNamespace;
    let world: TestNamespace;

    beforeAll(async () => {
      chmodSync(folder, 0o777);
      pod = makeNamespace();
      world = makeNamespace();
      pod.sh(`ip link add eth0 type veth peer name eth0 netns ${world.name}
      ip addr add 10.1.1.5/24 dev eth0; ip link set eth0 up; ip route add default via 10.1.1.1`);
      world.sh('ip addr add 10.1.1.1/24 dev eth0; ip addr add 203.0.113.10/32 dev lo; ip link set eth0 up');
      for (const { name } of [pod, world]) {
        const server = startChild(name, [...as(1000), process.execPath, '-e', SERVER]);
        children.push(server);
        await server.until((line) => (line === 'listening' ? true : undefined));
      }
      const host = testHost({ env: TOOL_ENVIRONMENT });
      const namespace = { label: 'the pod', enter: ['nsenter', `--net=/run/netns/${pod.name}`, '--'] };
      const { program } = planFor(istioProfile, { args: ['-m', 'REDIRECT', '-i', '*', '-b', '*', '-u', '1337'] });
      const session = await openSession(namespace, { profile: 'istio', program }, host);
      await perform(prepareApply(session, { hash: 'test', force: false, failOpen: false }), session);
      const mesh = join(folder, 'mesh.yaml');
      writeFileSync(mesh, MESH);
      const flags = ['--engine', 'envoy', '--envoy', 'path' in envoy ? envoy.path : '', '--capture', 'redirect'];
      const where = ['--for', 'sidecar:app=web', '--ca-dir', join(folder, 'ca'), '--metrics', 'off'];
      const run = [BIN, 'proxy', 'run', '-f', mesh, ...flags, ...where].map((word) => `'${word}'`).join(' ');
      const script = `cd ${folder}; HOME=${folder} exec '${process.execPath}' ${run} --access-log off 2>&1`;
      const proxy = startChild(pod.name, [...as(1337), 'sh', '-c', script]);
      children.push(proxy);
      await proxy.until((line) => (line.startsWith('admin on') ? true : undefined));
    }, TIMEOUT_MS);

    afterAll(async () => {
      await Promise.all(children.map((child) => child.stop()));
      pod.remove();
      world.remove();
    });

    it('routes what goes out as the YAML says', () => {
      expect(curl(pod, 'http://203.0.113.10:8080/ -H host:world.test')).toBe(
        '{"from":"10.1.1.5","host":"world.test","route":"world"} 200',
      );
      expect(curl(pod, 'http://203.0.113.10:8080/denied -H host:world.test')).toBe('not from here 418');
    });

    it('lets pass what nobody has said anything of', () => {
      expect(curl(pod, 'http://10.1.1.1:8080/')).toContain('"from":"10.1.1.5"');
    });

    it('takes what comes in to the workload, and judges it', () => {
      expect(curl(world, 'http://10.1.1.5:8080/')).toMatch(/^\{"from":"127\.0\.0\.6",.* 200$/);
      expect(curl(world, 'http://10.1.1.5:8080/secret')).toContain('403');
    });
  },
);
