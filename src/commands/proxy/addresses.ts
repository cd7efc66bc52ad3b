/** Addresses in flags. */

import { UsageError } from '../../model/errors.ts';
import { isLoopback, parseAddress } from '../../model/ip.ts';

/** An address and a port to listen on; port 0 is any that is free. */
export interface PortAddress {
  readonly address: string;
  readonly port: number;
}

const FORM = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/;

/** Whether only this machine can reach an address. */
export function isLocal(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && isLoopback(parsed);
}

/**
 * Reads `ADDRESS:PORT`, `:PORT` or `off`, which is `undefined`. Port 0 is any that is free. Throws UsageError for other text,
 * and for an address others can reach without `--bind-all`.
 */
export function portAddress(flag: string, text: string | undefined, bindAll = false): PortAddress | undefined {
  if (text === undefined || text === 'off') return undefined;
  const [, bracketed, plain = '', digits = ''] = FORM.exec(text) ?? [];
  const written = bracketed ?? (plain === '' || plain === 'localhost' ? '127.0.0.1' : plain);
  const port = Number(digits);
  if (digits === '' || port > 65_535 || parseAddress(written) === undefined) {
    throw new UsageError('USAGE_ADDRESS', `${flag}: "${text}" is no address to listen on`, {
      hint: 'write ADDRESS:PORT, or off',
    });
  }
  if (!bindAll && !isLocal(written)) {
    throw new UsageError('USAGE_ADDRESS', `${flag}: "${written}" can be reached from other machines`, {
      hint: 'add --bind-all if that is meant',
    });
  }
  return { address: written, port };
}

/** As URLs and people write it. */
export function addressText({ address, port }: PortAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
