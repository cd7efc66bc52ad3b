import { describe, expect, it } from 'vitest';
import { celEvaluator } from '../../../src/validate/crds/evaluate.ts';
import { structural } from '../../../src/validate/crds/read.ts';

const evaluate = celEvaluator();
const anything = structural({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
const judge = (rule: string, value: unknown = {}) => evaluate({ rule }, anything, value);

describe('what Kubernetes adds to CEL', () => {
  it.each([
    // Lists.
    '[1, 2, 2].isSorted() && !["b", "a"].isSorted() && [].isSorted()',
    '[1, 2, 3].sum() == 6 && [1.5, 1.0].sum() == 2.5 && [].sum() == 0',
    "[3, 1, 2].min() == 1 && [3, 1, 2].max() == 3 && ['a', 'c', 'b'].max() == 'c'",
    "['a', 'b', 'a'].indexOf('a') == 0 && ['a', 'b', 'a'].lastIndexOf('a') == 2 && ['a'].indexOf('x') == -1",
    '[[1], [2]].indexOf([2]) == 1 && [1.0].indexOf(1) == 0',
    // Sets.
    'sets.contains([1, 2, 3], [3, 1]) && !sets.contains([1], [2]) && sets.contains([1], [])',
    "sets.equivalent(['a', 'b'], ['b', 'a', 'a']) && !sets.equivalent(['a'], [])",
    'sets.intersects([1, 2], [2, 3]) && !sets.intersects([1], [2]) && !sets.intersects([], [1])',
    "sets.contains([{'a': 1}], [{'a': 1}]) && !sets.contains([{'a': 1}], [{'b': 1}])",
    // Regular expressions and strings.
    "'a1b2c3'.findAll('[0-9]', 2) == ['1', '2'] && 'a1'.findAll('[0-9]', -1) == ['1'] && 'abc'.reverse() == 'cba'",
    // Addresses.
    "ip('127.0.0.1').family() == 4 && ip('::1').family() == 6 && ip('::1').isLoopback()",
    "ip('0.0.0.0').isUnspecified() && ip('169.254.1.1').isLinkLocalUnicast() && ip('8.8.8.8').isGlobalUnicast()",
    "ip('224.0.0.5').isLinkLocalMulticast() && ip('ff02::1').isLinkLocalMulticast() && !ip('ff05::1').isLinkLocalMulticast()",
    "!ip('255.255.255.255').isGlobalUnicast() && !ip('ff02::1').isGlobalUnicast() && !ip('::').isGlobalUnicast()",
    "ip.isCanonical('::1') && !ip.isCanonical('0:0::1') && string(ip('0:0::1')) == '::1' && ip('0:0::1') == ip('::1')",
    "isIP('10.0.0.1') && !isIP('10.0.0') && !isIP('::ffff:10.0.0.1') && !isCIDR('::ffff:10.0.0.0/104')",
    // Networks.
    "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsIP(ip('10.1.2.3')) && !cidr('10.0.0.0/8').containsIP('11.0.0.1')",
    "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && !cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8'))",
    "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.1.2.3/8').ip() == ip('10.1.2.3') && cidr('10.0.0.0/8').prefixLength() == 8",
    "string(cidr('10.0.0.0/8')) == '10.0.0.0/8' && !cidr('::/0').containsIP('10.0.0.1')",
    // Quantities.
    "isQuantity('1.3G') && !isQuantity('1,3G') && quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('500m').isLessThan(quantity('1'))",
    "quantity('1k').isInteger() && quantity('1k').asInteger() == 1000 && !quantity('1500m').isInteger()",
    "quantity('-1').sign() == -1 && quantity('0').sign() == 0 && quantity('5').sign() == 1 && quantity('50m').asApproximateFloat() == 0.05",
    "quantity('1').compareTo(quantity('1000m')) == 0 && quantity('2').compareTo(quantity('1')) == 1 && quantity('1') == quantity('1000m')",
    "quantity('1').add(quantity('500m')) == quantity('1500m') && quantity('1').sub(2) == quantity('-1') && quantity('1').add(1) == quantity('2')",
    "quantity('1').sub(quantity('500m')) == quantity('0.5')",
    // Formats.
    "!format.dns1123Label().validate('web').hasValue() && format.dns1123Label().validate('Web').hasValue()",
    "format.dns1035Label().validate('1a').hasValue() && !format.dns1123Subdomain().validate('a.b').hasValue()",
    "!format.dns1123LabelPrefix().validate('web-').hasValue() && format.dns1123Label().validate('web-').hasValue()",
    "!format.qualifiedName().validate('example.com/Name').hasValue() && format.qualifiedName().validate('a/b/c').hasValue()",
    "!format.labelValue().validate('').hasValue() && format.labelValue().validate('-').hasValue()",
    "format.named('uuid').value().validate('x').hasValue() && !format.named('nothing').hasValue()",
    "!format.date().validate('2024-01-31').hasValue() && format.datetime().validate('2024').hasValue() && format.byte().validate('!').hasValue()",
    "!format.uri().validate('https://example.com/a').hasValue() && format.uri().validate('a b').hasValue()",
  ])('%s', (rule) => {
    expect(judge(rule)).toEqual([]);
  });

  it.each([
    ["ip('a') == ip('b')", 'cannot read "a" as an IP address'],
    ["cidr('10.0.0.0').prefixLength() == 1", 'cannot read "10.0.0.0" as a network'],
    ["quantity('1,5').isInteger()", 'cannot read "1,5" as a quantity'],
    ["quantity('0.5').asInteger() == 1", 'the quantity is not a whole number'],
    ['[].max() == 1', 'max called on an empty list'],
    ['1 / 0 == 1', 'division'],
    ["duration('x') == duration('1s')", 'duration'],
  ])('%s is broken when it fails', (rule, reason) => {
    expect(judge(rule)).toMatchObject([{ message: expect.stringMatching(new RegExp(reason, 'i')) }]);
    expect(judge(rule)[0]?.code).toBeUndefined();
  });
});

describe('a rule that cannot be told', () => {
  it.each([
    ["semver(self.version).isGreaterThan(semver('1.0.0'))", { version: '1.2.3' }],
    ['self.a.futureFunction()', { a: 'x' }],
    ["authorizer.path('/').check('get').allowed()", {}],
    ['self.a ==', { a: 1 }],
    ['unknownName == 1', {}],
    ["'a' + 1 == 'b'", {}],
    ["self.a < 'x'", { a: 1 }],
    ["'%s'.format(['x']) == 'x'", {}],
    ["'text'", {}],
  ])('says so and names the rule: %s', (rule, value) => {
    expect(judge(rule, value)).toMatchObject([
      { code: 'MSH2951', message: expect.stringContaining(`the rule ${JSON.stringify(rule)} is not evaluated: `) },
    ]);
  });
});

describe('rules on changes', () => {
  const changes = (rule: string, optionalOldSelf: boolean) => evaluate({ rule, optionalOldSelf }, anything, { a: 1 });

  it('say nothing of new objects, unless they say that they do', () => {
    expect(changes('self == oldSelf', false)).toEqual([]);
    expect(changes('!oldSelf.hasValue() && self.a == 1', true)).toEqual([]);
    expect(changes('oldSelf.hasValue()', true)).toMatchObject([{ at: [] }]);
  });
});
