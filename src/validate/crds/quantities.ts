/** Kubernetes' functions of CEL for quantities: `quantity('500m').isLessThan(quantity('1'))`. */
import type { Environment } from '@marcbachmann/cel-js';
import { compareQuantities, isQuantity, parseQuantity, type Quantity } from '../../k8s/quantity.ts';

class QuantityValue {
  readonly quantity: Quantity;

  constructor(quantity: Quantity) {
    this.quantity = quantity;
  }

  /** The value as a whole number; `undefined` when it has a fraction. */
  get whole(): bigint | undefined {
    const { unscaled, exponent } = this.quantity;
    if (exponent >= 0) return unscaled * 10n ** BigInt(exponent);
    const divisor = 10n ** BigInt(-exponent);
    return unscaled % divisor === 0n ? unscaled / divisor : undefined;
  }

  plus(other: QuantityValue, sign: bigint): QuantityValue {
    const exponent = Math.min(this.quantity.exponent, other.quantity.exponent);
    const scaled = ({ quantity }: QuantityValue): bigint =>
      quantity.unscaled * 10n ** BigInt(quantity.exponent - exponent);
    return new QuantityValue({ unscaled: scaled(this) + sign * scaled(other), exponent, format: this.quantity.format });
  }
}

function read(text: string): QuantityValue {
  const quantity = parseQuantity(text);
  if (quantity === undefined) throw new Error(`cannot read "${text}" as a quantity`);
  return new QuantityValue(quantity);
}

const ofWhole = (value: bigint): QuantityValue =>
  new QuantityValue({ unscaled: value, exponent: 0, format: 'decimal' });

function wholeOf(value: QuantityValue): bigint {
  if (value.whole === undefined) throw new Error('the quantity is not a whole number');
  return value.whole;
}

const compare = (one: QuantityValue, other: QuantityValue): number => compareQuantities(one.quantity, other.quantity);

/** Teaches an environment the type of quantities. */
export function addQuantities(environment: Environment): void {
  const Q = 'kubernetes.Quantity';
  environment
    .registerType(Q, QuantityValue)
    .registerFunction('isQuantity(string): bool', isQuantity)
    .registerFunction(`quantity(string): ${Q}`, read)
    .registerFunction(`${Q}.sign(): int`, ({ quantity }: QuantityValue) =>
      quantity.unscaled < 0n ? -1n : BigInt(quantity.unscaled > 0n),
    )
    .registerFunction(`${Q}.isInteger(): bool`, ({ whole }: QuantityValue) => whole !== undefined)
    .registerFunction(`${Q}.asInteger(): int`, wholeOf)
    .registerFunction(`${Q}.asApproximateFloat(): double`, ({ quantity }: QuantityValue) =>
      Number(`${quantity.unscaled}e${quantity.exponent}`),
    )
    .registerFunction(`${Q}.compareTo(${Q}): int`, (one: QuantityValue, other: QuantityValue) =>
      BigInt(Math.sign(compare(one, other))),
    )
    .registerFunction(
      `${Q}.isLessThan(${Q}): bool`,
      (one: QuantityValue, other: QuantityValue) => compare(one, other) < 0,
    )
    .registerFunction(
      `${Q}.isGreaterThan(${Q}): bool`,
      (one: QuantityValue, other: QuantityValue) => compare(one, other) > 0,
    )
    .registerFunction(`${Q}.add(${Q}): ${Q}`, (one: QuantityValue, other: QuantityValue) => one.plus(other, 1n))
    .registerFunction(`${Q}.add(int): ${Q}`, (one: QuantityValue, other: bigint) => one.plus(ofWhole(other), 1n))
    .registerFunction(`${Q}.sub(${Q}): ${Q}`, (one: QuantityValue, other: QuantityValue) => one.plus(other, -1n))
    .registerFunction(`${Q}.sub(int): ${Q}`, (one: QuantityValue, other: bigint) => one.plus(ofWhole(other), -1n))
    .registerOperator(`${Q} == ${Q}`, (one: QuantityValue, other: QuantityValue) => compare(one, other) === 0);
}
