/** Kubernetes' functions of CEL for addresses and networks: `cidr('10.0.0.0/8').containsIP(self.address)`. */
import type { Environment } from '@marcbachmann/cel-js';
import {
  formatAddress,
  IP_BITS,
  type IpAddress,
  type IpPrefix,
  isLinkLocal,
  isLoopback,
  isMapped,
  isUnspecified,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../../model/ip.ts';

class IpValue {
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    this.address = address;
  }

  get isMulticast(): boolean {
    const { family, value } = this.address;
    return family === 'ipv4' ? value >> 28n === 0xen : value >> 120n === 0xffn;
  }

  /** 224.0.0.0/24 and ff02::/16. */
  get isLinkLocalMulticast(): boolean {
    const { family, value } = this.address;
    return family === 'ipv4' ? value >> 8n === 0xe00000n : (value >> 112n) % 16n === 2n && this.isMulticast;
  }

  get isGlobalUnicast(): boolean {
    const { family, value } = this.address;
    const broadcast = family === 'ipv4' && value === 0xffff_ffffn;
    const here = isUnspecified(this.address) || isLoopback(this.address) || isLinkLocal(this.address);
    return !broadcast && !here && !this.isMulticast;
  }
}

class CidrValue {
  readonly prefix: IpPrefix;

  constructor(prefix: IpPrefix) {
    this.prefix = prefix;
  }

  get masked(): CidrValue {
    const { family, bits, value } = this.prefix;
    const host = BigInt(IP_BITS[family] - bits);
    return new CidrValue({ family, bits, value: (value >> host) << host });
  }
}

/** Kubernetes takes no IPv4 address in the clothes of IPv6. */
function unmapped<Address extends IpAddress>(address: Address | undefined): Address | undefined {
  return address === undefined || isMapped(address) ? undefined : address;
}

function readIp(text: string): IpValue {
  const address = unmapped(parseAddress(text));
  if (address === undefined) throw new Error(`cannot read "${text}" as an IP address`);
  return new IpValue(address);
}

function readCidr(text: string): CidrValue {
  const prefix = unmapped(parsePrefix(text));
  if (prefix === undefined) throw new Error(`cannot read "${text}" as a network`);
  return new CidrValue(prefix);
}

const textOf = ({ prefix }: CidrValue): string => `${formatAddress(prefix)}/${prefix.bits}`;

const containsCidr = ({ prefix }: CidrValue, { prefix: inner }: CidrValue): boolean =>
  prefix.bits <= inner.bits && prefixContains(prefix, inner);

class IpNamespace {}

const IP = 'net.IP';
const CIDR = 'net.CIDR';

function addIps(environment: Environment): void {
  environment
    .registerType(IP, IpValue)
    .registerType('net.IPNamespace', IpNamespace)
    .registerConstant('ip', 'net.IPNamespace', new IpNamespace())
    .registerFunction('isIP(string): bool', (text: string) => unmapped(parseAddress(text)) !== undefined)
    .registerFunction(`ip(string): ${IP}`, readIp)
    .registerFunction(`string(${IP}): string`, ({ address }: IpValue) => formatAddress(address))
    .registerFunction(
      'net.IPNamespace.isCanonical(string): bool',
      (_: unknown, text: string) => formatAddress(readIp(text).address) === text,
    )
    .registerFunction(`${IP}.family(): int`, ({ address }: IpValue) => (address.family === 'ipv4' ? 4n : 6n))
    .registerFunction(`${IP}.isUnspecified(): bool`, ({ address }: IpValue) => isUnspecified(address))
    .registerFunction(`${IP}.isLoopback(): bool`, ({ address }: IpValue) => isLoopback(address))
    .registerFunction(`${IP}.isLinkLocalUnicast(): bool`, ({ address }: IpValue) => isLinkLocal(address))
    .registerFunction(`${IP}.isLinkLocalMulticast(): bool`, (value: IpValue) => value.isLinkLocalMulticast)
    .registerFunction(`${IP}.isGlobalUnicast(): bool`, (value: IpValue) => value.isGlobalUnicast)
    .registerOperator(
      `${IP} == ${IP}`,
      ({ address: one }: IpValue, { address: other }: IpValue) =>
        one.family === other.family && one.value === other.value,
    );
}

function addCidrs(environment: Environment): void {
  environment
    .registerType(CIDR, CidrValue)
    .registerFunction('isCIDR(string): bool', (text: string) => unmapped(parsePrefix(text)) !== undefined)
    .registerFunction(`cidr(string): ${CIDR}`, readCidr)
    .registerFunction(`string(${CIDR}): string`, textOf)
    .registerFunction(`${CIDR}.ip(): ${IP}`, ({ prefix }: CidrValue) => new IpValue(prefix))
    .registerFunction(`${CIDR}.masked(): ${CIDR}`, ({ masked }: CidrValue) => masked)
    .registerFunction(`${CIDR}.prefixLength(): int`, ({ prefix }: CidrValue) => BigInt(prefix.bits))
    .registerFunction(`${CIDR}.containsIP(${IP}): bool`, ({ prefix }: CidrValue, { address }: IpValue) =>
      prefixContains(prefix, address),
    )
    .registerFunction(`${CIDR}.containsIP(string): bool`, ({ prefix }: CidrValue, text: string) =>
      prefixContains(prefix, readIp(text).address),
    )
    .registerFunction(`${CIDR}.containsCIDR(${CIDR}): bool`, containsCidr)
    .registerFunction(`${CIDR}.containsCIDR(string): bool`, (outer: CidrValue, text: string) =>
      containsCidr(outer, readCidr(text)),
    )
    .registerOperator(`${CIDR} == ${CIDR}`, (one: CidrValue, other: CidrValue) => textOf(one) === textOf(other));
}

/** Teaches an environment the types of addresses and networks. */
export function addAddresses(environment: Environment): void {
  addIps(environment);
  addCidrs(environment);
}
