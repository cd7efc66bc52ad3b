import type { ReasonText } from './profile.ts';

/** Why TPROXY needs a route of its own; the same for every profile that has it. */
export const TPROXY_REASONS = {
  'tproxy-rule': {
    meaning: 'Marked packets use a routing table of their own.',
    without: 'Marked packets are routed as if for another machine, and inbound connections hang.',
  },
  'tproxy-route': {
    meaning: 'In that table every address is local, so that a transparent socket can receive it.',
    without: 'Marked packets find no route to this machine, and inbound connections hang.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;
