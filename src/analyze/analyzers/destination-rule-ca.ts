import type { ClientTls } from '../../mesh/types/destination-rule.ts';
import { analyzer, found } from '../analyzer.ts';
import { destinationRule } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import { fullName } from '../resource.ts';

function isUnverified(tls: ClientTls | undefined, hasSelector: boolean): boolean {
  if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') return false;
  // A Secret brings its own authority, but only to a gateway that is named by the rule's selector.
  return !tls.caCertificates && !(tls.credentialName && hasSelector);
}

const rule = (tls: string): string =>
  destinationRule('shop/api', `{host: api.example.com, trafficPolicy: {tls: ${tls}}}`);

/** Servers that are reached by TLS are verified. */
export const destinationRuleCa = analyzer({
  name: 'destination-rule-ca',
  codes: ['IST0128', 'IST0129'],
  subjects: ['DestinationRule'],
  inputs: ['DestinationRule'],
  description: 'A DestinationRule that begins TLS says which authority the certificate of the server has to be from.',
  examples: { bad: rule('{mode: SIMPLE}'), good: rule('{mode: SIMPLE, caCertificates: /etc/ssl/ca.pem}') },
  reference: 'destinationrule.CaCertificateAnalyzer',
  *analyze(resource, { settings }) {
    const { spec } = resource;
    const { trafficPolicy } = spec;
    const hasSelector = spec.workloadSelector !== undefined;
    // Somebody who says so does not want the server verified.
    const wanted = (tls: ClientTls | undefined) => settings.view === 'own' && tls?.insecureSkipVerify === true;
    const about = `${quoted(fullName(resource))} reaches ${quoted(spec.host ?? '')}`;
    const tls = trafficPolicy?.tls;
    if (isUnverified(tls, hasSelector) && !wanted(tls)) {
      yield found('IST0128', ['spec', 'trafficPolicy', 'tls'], {
        message: `${about} by TLS of mode ${quoted(tls?.mode ?? '')} without caCertificates to verify it by`,
        of: 'key',
      });
    }
    for (const [index, setting] of (trafficPolicy?.portLevelSettings ?? []).entries()) {
      if (!isUnverified(setting.tls, hasSelector) || wanted(setting.tls)) continue;
      yield found('IST0129', ['spec', 'trafficPolicy', 'portLevelSettings', index, 'tls'], {
        message: `${about} at port ${setting.port?.number ?? 0} by TLS of mode ${quoted(setting.tls?.mode ?? '')} without caCertificates to verify it by`,
        of: 'key',
      });
    }
  },
});
