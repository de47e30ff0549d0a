import { checkout, allow, document, found, FUNCTION, letIn, ORDERS, permission, reportOf, source, target } from './rules/report-of';
import { check, docsOf, idsOf } from '../../src/access/check';

const WRONG = target({ ...FUNCTION, Public: permission('*'), Open: permission('s3.amazonaws.com') });

test('a finding says what its rule says of itself', () => {
  const [{ ruleId, severity, title, docs }] = reportOf([WRONG]).findings;
  expect({ ruleId, severity, title, docs }).toEqual({
    ruleId: 'public-function',
    severity: 'error',
    title: 'Everybody may call the function',
    docs: 'https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda/blob/main/docs/rules/public-function.md',
  });
});

test('errors come first, then the paths decide, then the messages', () => {
  const stacks = [{ ...WRONG, name: 'B' }, { ...target({ Z: permission('1'), Y: permission('2') }), name: 'A' }];
  expect(found(...stacks)).toEqual([
    'bad-principal at A/Y', 'bad-principal at A/Z', 'public-function at B/Public', 'service-without-source at B/Open',
  ]);
  const two = document({ ...letIn(), Principal: { AWS: ['2', '1'] } });
  expect(reportOf([target({ Policy: two })]).findings.map(({ message }) => message.slice(0, 17))).toEqual(['the principal \'1\'', 'the principal \'2\'']);
});

test('the report has the model and every call with its verdict', () => {
  const { cloud, links } = reportOf([source(checkout(allow('lambda:InvokeFunction', ORDERS))), target({ ...FUNCTION, Policy: document(letIn()) })]);
  expect(cloud.stacks.map(({ name }) => name)).toEqual(['Source', 'Target']);
  expect(links.map(({ from, to, verdict }) => `${from} ${to} ${verdict.outcome}`)).toEqual([`arn:aws:iam::111111111111:role/checkout ${ORDERS} allowed`]);
});

describe('what is acknowledged', () => {
  test.each(idsOf('public-function'))('as %s, at the resource or above it', (id) => {
    for (const path of ['Target', 'Target/Public']) {
      const { findings, acknowledged } = reportOf([{ ...WRONG, acknowledged: { [path]: { [id]: 'a price list' } } }]);
      expect(findings.map(({ ruleId }) => ruleId)).toEqual(['service-without-source']);
      expect(acknowledged.map(({ ruleId, reason }) => `${ruleId}: ${reason}`)).toEqual(['public-function: a price list']);
    }
  });

  test('elsewhere, or of another rule, says nothing', () => {
    const acknowledged = { 'Target/Open': { 'public-function': 'no' }, 'Target/Public': { 'public-trust': 'no' }, 'Source': { 'public-function': 'no' } };
    expect(found({ ...WRONG, acknowledged })).toEqual(['public-function at Target/Public', 'service-without-source at Target/Open']);
  });
});

test('an empty cloud has nothing, and rules can be chosen', () => {
  const cloud = {
    stacks: [],
    identities: new Map(),
    functions: new Map(),
    resourcePolicies: new Map(),
    deliveries: [],
    strayPolicies: [],
    network: { vpcs: [], subnets: [], routeTableIds: [], routes: [], securityGroups: [], rules: [], endpoints: [] },
    outputReads: [],
    unknowns: [],
  };
  expect(check(cloud)).toEqual({ cloud, links: [], findings: [], acknowledged: [] });
  const site = { stack: reportOf([WRONG]).cloud.stacks[0], logicalId: 'X', type: 'T', path: 'Target/X' };
  const rule = { id: 'own', severity: 'info' as const, title: 'Own', check: () => [{ message: 'm', fix: 'f', site }] };
  expect(check(cloud, {}, [rule]).findings).toEqual([{ message: 'm', fix: 'f', site, ruleId: 'own', severity: 'info', title: 'Own', docs: docsOf('own') }]);
});
