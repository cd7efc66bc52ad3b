import { jump, protocol } from '../../model/build.ts';
import type { Match } from '../../model/match.ts';
import type { Family, Program, Reason } from '../../model/rule.ts';
import { append, BOTH_FAMILIES, insert } from '../steps.ts';
import { type AmbientConfig, CHAIN, PROBE_SETS } from './config.ts';
import type { AmbientReason } from './reasons.ts';

const because = (id: AmbientReason): Reason => ({ id });

const LOCAL_PROCESS: Match = { kind: 'owner-socket', negated: false };

const inSet = (family: Family): Match => ({ kind: 'unknown', text: `-m set --match-set ${PROBE_SETS[family]} dst` });

/** The rules of the host: kubelet's probes get a source address the pods know. @see istio cni, spec section 12 */
export function hostProgram({ families, probeSource }: AmbientConfig): Program {
  return {
    profile: 'istio-ambient',
    families,
    steps: [
      insert('nat', 'POSTROUTING', { position: 1, target: jump(CHAIN.postrouting), reason: because('enter-host') }),
      ...BOTH_FAMILIES.map((family) =>
        append('nat', CHAIN.postrouting, {
          matches: [LOCAL_PROCESS, protocol('tcp'), inSet(family)],
          target: { kind: 'snat', to: probeSource[family] },
          reason: because('probe-snat'),
          families: [family],
        }),
      ),
    ],
    host: [],
  };
}
