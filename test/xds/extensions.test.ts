import { describe, expect, it } from 'vitest';
import { compile, GATEWAY_YAML, routed, SERVICE_YAML } from './support/compile.ts';

function annotated(name: string, value: string) {
  const rule = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: svc, annotations: {${name}: "${value}"}}
spec: {host: svc.test}
---`;
  const { extensions, diagnostics } = compile(
    GATEWAY_YAML + SERVICE_YAML + routed('{route: [{destination: {host: svc.test}}]}') + rule,
  );
  return { extension: extensions.get('outbound|80||svc.test'), findings: diagnostics.map(({ message }) => message) };
}

describe('faults of connections', () => {
  it.each([
    ['bandwidth=64KiB/s', { upBytesPerSecond: 65_536, downBytesPerSecond: 65_536 }],
    ['bandwidth-up=1.5MB; bandwidth-down=10', { upBytesPerSecond: 1_500_000, downBytesPerSecond: 10 }],
    ['slice=16;jitter=50ms', { sliceBytes: 16, jitterMs: 50 }],
    [
      'slow-close=2s; timeout=1m; reset-after=1MiB',
      { slowCloseMs: 2000, silentMs: 60_000, resetAfterBytes: 1_048_576 },
    ],
  ])('are read: %s', (value, faults) => {
    expect(annotated('meshctl.io/fault-extra', value)).toEqual({ extension: { faults }, findings: [] });
  });

  it.each(['', 'bandwidth', 'bandwidth=fast', 'slice=0', 'jitter=5', 'lightning=1s', 'slice=1XB'])(
    'of another form are a finding: "%s"',
    (value) => {
      const message = `the annotation meshctl.io/fault-extra cannot be "${value}"`;
      expect(annotated('meshctl.io/fault-extra', value)).toEqual({ extension: undefined, findings: [message] });
    },
  );
});
