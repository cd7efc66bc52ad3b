import type { ExampleSource } from './example.ts';
import { dr } from './kinds.ts';

/** Examples for a part of a traffic policy. */
const policy = (part: string, bad: string, good: string): ExampleSource =>
  dr.spec(`{host: cart, trafficPolicy: ${part}}`, bad, good);

const balancer = (part: string, bad: string, good: string): ExampleSource =>
  policy(`{outlierDetection: {interval: 1s}, loadBalancer: {${part}}}`, bad, good);

const hash = (part: string, bad: string, good: string): ExampleSource =>
  balancer(`consistentHash: {${part}}`, bad, good);

const pool = (part: string, bad: string, good: string): ExampleSource => policy(`{connectionPool: ${part}}`, bad, good);

const tls = (part: string, bad: string, good: string): ExampleSource => policy(`{tls: {${part}}}`, bad, good);

/** Examples for the rules for DestinationRule and for connection pools. */
export const DESTINATION_RULE_EXAMPLES: Readonly<Record<string, ExampleSource>> = {
  MSH2200: policy('$$', '{}', '{loadBalancer: {simple: RANDOM}}'),
  MSH2201: policy('{tunnel: {targetHost: api.example.com, targetPort: 443}$$}', ', proxyProtocol: {version: V2}', ''),
  MSH2202: policy('{portLevelSettings: [{port: {number: 80}$$}]}', '', ', loadBalancer: {simple: RANDOM}'),
  MSH2203: policy('{portLevelSettings: [{$$loadBalancer: {simple: RANDOM}}]}', '', 'port: {number: 80}, '),
  MSH2204: policy('{tunnel: {protocol: $$, targetHost: api.example.com, targetPort: 443}}', 'GET', 'CONNECT'),
  MSH2205: policy('{tunnel: {targetHost: $$, targetPort: 443}}', 'api_1', 'api.example.com'),
  MSH2206: pool('$$', '{}', '{tcp: {maxConnections: 100}}'),
  MSH2207: pool('{http: {maxRetries: $$}}', '-1', '3'),
  MSH2208: pool('{http: {h2UpgradePolicy: UPGRADE$$}}', ', useClientProtocol: true', ''),
  MSH2209: pool('{http: {http2KeepAlive: {interval: 30s$$}}}', '', ', timeout: 5s'),
  MSH2210: policy('{outlierDetection: {$$: 5}}', 'consecutiveErrors', 'consecutive5xxErrors'),
  MSH2211: policy(
    '{outlierDetection: {consecutiveLocalOriginFailures: 3$$}}',
    '',
    ', splitExternalLocalOriginErrors: true',
  ),
  MSH2220: hash('httpCookie: {name: $$, ttl: 60s}', '""', 'session'),
  MSH2221: hash('httpCookie: {name: session, attributes: [{name: $$, value: Lax}]}', '""', 'SameSite'),
  MSH2222: hash(
    'httpCookie: {name: session, attributes: [{name: SameSite, value: Lax}, {name: $$}]}',
    'SameSite',
    'Secure',
  ),
  MSH2223: hash('useSourceIp: true, $$', 'minimumRingSize: 1024', 'ringHash: {minimumRingSize: 1024}'),
  MSH2224: hash('useSourceIp: true, maglev: {tableSize: 65537}$$', ', minimumRingSize: 1024', ''),
  MSH2225: hash('useSourceIp: true, maglev: {$$}', '', 'tableSize: 65537'),
  MSH2226: hash('useSourceIp: true, maglev: {tableSize: $$}', '5000011', '65537'),
  MSH2227: hash('useSourceIp: true, maglev: {tableSize: $$}', '65536', '65537'),
  MSH2230: balancer('zoneAwareLbSetting: {enabled: true}$$', ', localityLbSetting: {enabled: true}', ''),
  MSH2231: balancer(
    'localityLbSetting: {distribute: [{from: us/*, to: {eu/*: 100}}]$$}',
    ', failover: [{from: us, to: eu}]',
    '',
  ),
  MSH2232: balancer(
    'localityLbSetting: {failover: [{from: us, to: eu}], failoverPriority: [$$]}',
    'topology.kubernetes.io/zone',
    'example.com/rack',
  ),
  MSH2234: balancer('localityLbSetting: {distribute: [{from: us/*, to: {$$us/*: 100}}]}', 'eu/*: 0, ', ''),
  MSH2235: balancer('localityLbSetting: {distribute: [{from: us/*, to: {us/*: 80, eu/*: $$}}]}', '10', '20'),
  MSH2236: balancer('localityLbSetting: {distribute: [{from: "$$", to: {us/*: 100}}]}', '*/a', 'us/*'),
  MSH2237: balancer('localityLbSetting: {distribute: [{from: $$, to: {us/*: 100}}]}', 'us//rack', 'us/a/rack'),
  MSH2238: balancer(
    'localityLbSetting: {distribute: [{from: us/*, to: {us/*: 100}}, {from: $$, to: {us/*: 100}}]}',
    'us/a',
    'eu/a',
  ),
  MSH2240: balancer('localityLbSetting: {failover: [{from: us, to: $$}]}', 'us', 'eu'),
  MSH2241: balancer('localityLbSetting: {failover: [{from: us, to: $$}]}', 'eu/a', 'eu'),
  MSH2242: balancer('localityLbSetting: {failover: [{from: us, to: "$$"}]}', 'eu*', 'eu'),
  MSH2243: policy(
    '{$$loadBalancer: {localityLbSetting: {failover: [{from: us, to: eu}]}}}',
    '',
    'outlierDetection: {interval: 1s}, ',
  ),
  MSH2244: balancer('zoneAwareLbSetting: {failoverPriority: [$$]}', 'topology.kubernetes.io/zone', 'example.com/rack'),
  MSH2245: balancer('simple: ROUND_ROBIN, warmup: {$$aggression: 2}', '', 'duration: 30s, '),
  MSH2246: balancer('simple: ROUND_ROBIN, warmup: {duration: 30s, minimumPercent: $$}', '150', '15'),
  MSH2247: balancer('simple: ROUND_ROBIN, warmup: {duration: 30s, aggression: $$}', '-1', '1.5'),
  MSH2250: tls('mode: SIMPLE, credentialName: configmap://$$', 'ca', 'shop/ca'),
  MSH2251: tls('mode: SIMPLE, credentialName: configmap://$$/ca', 'other', 'shop'),
  MSH2252: tls('mode: SIMPLE, insecureSkipVerify: $$, caCertificates: /etc/certs/ca.pem', 'true', 'false'),
  MSH2253: tls('mode: SIMPLE, credentialName: shop-tls$$', ', caCertificates: /etc/certs/ca.pem', ''),
  MSH2254: tls('mode: MUTUAL, privateKey: /etc/certs/key.pem$$', '', ', clientCertificate: /etc/certs/cert.pem'),
  MSH2255: tls('mode: MUTUAL, clientCertificate: /etc/certs/cert.pem$$', '', ', privateKey: /etc/certs/key.pem'),
  MSH2260: dr.spec(
    '{host: cart, subsets: [{name: v1, labels: {version: v1}}, {name: $$, labels: {version: v2}}]}',
    'v1',
    'v2',
  ),
  MSH2261: dr.spec('{host: cart, subsets: [{$$labels: {version: v1}}]}', '', 'name: v1, '),
  MSH2262: dr.spec('{host: cart, workloadSelector: {matchLabels: {app: web}}, exportTo: [$$]}', '., other', '.'),
  MSH2263: dr.spec('{host: cart, workloadSelector: {matchLabels: {app: web}}, exportTo: [$$]}', 'other', '.'),
};
