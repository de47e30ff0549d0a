import { likeness } from '../../../src/access/queries/as-deployed';
import { closest } from '../../../src/access/queries/closest';
import { NameError, Names } from '../../../src/access/queries/find-named';
import { callableArns, callerNamed } from '../../../src/access/queries/parties';
import { generated, open } from '../../../src/access/values/unknown';
import { CHECKOUT, fn, IMAGES, ORDERS, reportOf, role, SAMPLE } from '../report/sample-assembly';

const { known: { cloud } } = reportOf(SAMPLE);
const names = new Names(cloud);
const NIGHTLY = [...cloud.identities.keys()].find((arn) => arn.includes('NightlyRole'))!;

describe('what things are called', () => {
  test.each([
    ['an ARN', `${ORDERS}:live`, `${ORDERS}:live`],
    ['a construct path', 'Target/Orders/Resource', ORDERS],
    ['the path of the L2', 'Target/Orders', ORDERS],
    ['Stack/LogicalId', 'Target/OrdersLive', `${ORDERS}:live`],
    ['name and alias', 'orders:live', `${ORDERS}:live`],
    ['the name of a role', 'reader', 'arn:aws:iam::222222222222:role/reader'],
    ['kind and name', 'role/reader', 'arn:aws:iam::222222222222:role/reader'],
    ['the ARN as it is shown', 'arn:aws:iam::111111111111:role/Source-NightlyRole-<generated>', NIGHTLY],
    ['the ARN as deployed', 'arn:aws:iam::111111111111:role/Source-NightlyRole-1XK3JGSN3L0P2', NIGHTLY],
    ['a session', 'arn:aws:sts::111111111111:assumed-role/Source-NightlyRole-1XK3JGSN3L0P2/me@example.com', NIGHTLY],
    ['what another app creates', 'arn:aws:iam::999999999999:role/else', 'arn:aws:iam::999999999999:role/else'],
  ])('%s', (_, name, arn) => {
    expect(names.find(name).arn).toBe(arn);
  });

  test('several are listed', () => {
    const twice = reportOf({ One: { account: '111111111111', resources: { Role: role('same', []) } }, Two: { account: '222222222222', resources: { Role: role('same', []) } } });
    expect(() => new Names(twice.known.cloud).find('same')).toThrow(new NameError([
      "'same' can be several things; write the ARN of one of them:",
      '  arn:aws:iam::111111111111:role/same  (One/Role)',
      '  arn:aws:iam::222222222222:role/same  (Two/Role)',
    ].join('\n')));
  });

  test('none says what comes closest, or that nothing does', () => {
    expect(() => names.find('reder')).toThrow("nothing here is called 'reder'; the closest names are:\n  arn:aws:iam::222222222222:role/reader  (Target/Reader)");
    expect(() => names.find('zzzzzzzzzzzzzzzz')).toThrow('nothing in these templates has a similar name');
  });
});

describe('who calls', () => {
  test.each([
    ['a role', 'checkout', undefined],
    ['a function calls with its role', 'Source/Checkout/Resource', 'arn:aws:lambda:eu-west-1:111111111111:function:checkout'],
  ])('%s', (_, name, ofFunction) => {
    if (name === 'checkout') {
      // the function has the same name, and calls with the role of that name
      expect(callerNamed(name, cloud)).toMatchObject({ kind: 'identity', arn: CHECKOUT });
    } else {
      expect(callerNamed(name, cloud)).toEqual({ kind: 'identity', arn: CHECKOUT, ofFunction });
    }
  });

  test.each([
    ['s3.amazonaws.com', { kind: 'service', service: 's3.amazonaws.com' }],
    ['arn:aws:s3:::uploads', { kind: 'service', service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::uploads' }],
    ['arn:aws:execute-api:eu-west-1:111111111111:api/*', { kind: 'service', service: 'apigateway.amazonaws.com', sourceArn: 'arn:aws:execute-api:eu-west-1:111111111111:api/*' }],
    ['arn:aws:sts::999999999999:assumed-role/else/session', { kind: 'identity', arn: 'arn:aws:iam::999999999999:role/else' }],
    ['arn:aws:iam::999999999999:user/ann', { kind: 'identity', arn: 'arn:aws:iam::999999999999:user/ann' }],
  ])('%s', (name, party) => {
    expect(callerNamed(name, cloud)).toEqual(party);
  });

  test('a queue calls nobody', () => {
    expect(() => callerNamed('arn:aws:sqs:eu-west-1:111111111111:jobs', cloud)).toThrow('calls nobody');
  });

  test('a function without a qualifier stands for all of its ARNs', () => {
    expect(callableArns(ORDERS, cloud)).toEqual([ORDERS, `${ORDERS}:live`]);
    expect(callableArns(`${ORDERS}:live`, cloud)).toEqual([`${ORDERS}:live`]);
    expect(callableArns(IMAGES, cloud)).toEqual([IMAGES]);
  });
});

test.each([
  ['the same', 'a:b', 'a:b', 'same'],
  ['another', 'a:b', 'a:c', 'none'],
  ['generated', `role/S-R-${generated('generated', 'S/R')}`, 'role/S-R-1AB2', 'generated'],
  ['nothing in the place of what is generated', `role/S-R-${generated('generated', 'S/R')}`, 'role/S-R-', 'none'],
  ['what is generated has no separators', `role/S-R-${generated('generated', 'S/R')}`, 'role/S-R-1/2', 'none'],
  ['open', `role/${open('parameter Name of S')}`, 'role/x/y', 'open'],
  ['letters of expressions', `a.b(c)-${generated('generated', 'x')}`, 'aXb(c)-1', 'none'],
])('as deployed: %s', (_, ofTemplate, deployed, expected) => {
  expect(likeness(ofTemplate, deployed)).toBe(expected);
});

test('an open name is taken if nothing else fits', () => {
  const long = 'x'.repeat(60);
  const { known } = reportOf({ [`S${long}`]: { account: '111111111111', resources: { [`Role${long}`]: role(undefined, []), Fn: fn('f', `Role${long}`) } } });
  const [arn] = known.cloud.identities.keys();
  expect(new Names(known.cloud).find('arn:aws:iam::111111111111:role/whatever-it-became').arn).toBe(arn);
});

test('closest: best first, each once, nothing that shares less than half', () => {
  expect(closest('orders', [['order', 'a'], ['order-history', 'b'], ['orders', 'c'], ['ordres', 'c'], ['payments', 'd'], ['my-orders-function', 'e']], 3)).toEqual(['c', 'a', 'e']);
});
