/** Ingress gateways that lead to a service. */
import { isReady, podFacts } from '../../kube/pods.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import type { ProxyFacts } from './proxy.ts';
import { subsetsOf } from './routing.ts';
import { hostOf, ruleOf, servicesOf, virtualLines } from './services.ts';
import type { Scene } from './subject.ts';

const INGRESS = { matchLabels: { istio: 'ingressgateway' } };

/** Reads what a gateway's proxy believes; `undefined` when it cannot be asked. */
export type AskGateway = (pod: JsonMap) => Promise<ProxyFacts | undefined>;

/** Where a service is exposed, and by which rules. */
export async function gatewayLines(
  scene: Scene,
  services: readonly JsonMap[],
  ask: AskGateway,
): Promise<readonly string[]> {
  const pods = await scene.reader.list(RESOURCES.pods, { selector: INGRESS });
  const running = pods.filter((pod) => podFacts(pod).phase === 'Running');
  const gateway = running.find(isReady) ?? running[0];
  if (!gateway) return ['Skipping Gateway information (no ingress gateway pods)'];
  const proxy = await ask(gateway);
  if (!proxy) return [];
  const lines: string[] = [];
  for (const service of services) {
    const host = hostOf(service);
    const refs = proxy.leadingTo(host);
    if (refs.length === 0) continue;
    const [port] = asList(getIn(service, ['spec', 'ports'])).map((item) => Number(asMap(item)['port']));
    const ref = scene.proxy.destinationRule(host, port ?? 0);
    const rule = ref && (await ruleOf(scene, ref));
    const subsets = rule && subsetsOf(rule, scene.pods);
    lines.push(`Exposed on Ingress Gateway ${await addressOf(scene, gateway)}`);
    lines.push(...(await virtualLines({ ...scene, proxy }, refs, { host, subsets })));
  }
  return lines;
}

/** The address the world sees of a gateway. */
async function addressOf(scene: Scene, gateway: JsonMap): Promise<string> {
  const services = await servicesOf(scene, gateway);
  for (const service of services) {
    for (const item of asList(getIn(service, ['status', 'loadBalancer', 'ingress']))) {
      const { ip, hostname } = asMap(item);
      const address = asString(ip) ?? asString(hostname);
      if (address !== undefined) return `http://${address}`;
    }
  }
  return `http://${asString(getIn(gateway, ['status', 'hostIP'])) ?? podFacts(gateway).name}`;
}
