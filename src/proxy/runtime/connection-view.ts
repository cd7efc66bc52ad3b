/** A client's connection as conditions see it: addresses as numbers, read once. */
import { type IpAddress, isMapped, parseAddress } from '../../model/ip.ts';
import type { ConnectionInfo } from '../contract.ts';

/** IPv4 in IPv6 clothes, as a dual-stack socket gives it, is IPv4. */
export function plainAddress(text: string): IpAddress | undefined {
  const address = parseAddress(text);
  return address && isMapped(address) ? { family: 'ipv4', value: address.value & 0xffff_ffffn } : address;
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** A connection whose addresses are read when a condition first asks for them. */
export class ConnectionView {
  readonly info: ConnectionInfo;
  /** The client's address as text, never with IPv6 clothes on IPv4. */
  readonly remoteText: string;
  #remote: IpAddress | undefined;
  #local: IpAddress | undefined;
  #read = false;

  constructor(info: ConnectionInfo) {
    this.info = info;
    this.remoteText = MAPPED.exec(info.remoteAddress)?.[1] ?? info.remoteAddress;
  }

  /** `undefined` for a unix socket. */
  get remote(): IpAddress | undefined {
    this.#parse();
    return this.#remote;
  }

  get local(): IpAddress | undefined {
    this.#parse();
    return this.#local;
  }

  #parse(): void {
    if (this.#read) return;
    this.#read = true;
    this.#remote = plainAddress(this.info.remoteAddress);
    this.#local = plainAddress(this.info.localAddress);
  }
}
