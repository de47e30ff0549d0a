import { check } from '../../src/access/check';
import { readCloud } from '../../src/access/read/read-cloud';
import type { StackTemplate } from '../../src/access/read/stack-template';
import * as arn from '../../src/access/values/arn';
import * as pattern from '../../src/access/values/pattern';

/*
 * How the work grows with the number of links, counted and not timed: a scan of everything for each link would be seen.
 */

function stack(name: string, account: string, Resources: object): StackTemplate {
  return {
    stack: { name, id: name, account, region: 'eu-west-1', partition: 'aws', templateFile: `${name}.template.json`, dependsOn: [] },
    template: { Resources: Resources as never },
    given: {},
    readsOutputs: false,
    problems: [],
    constructPath: () => undefined,
    assetPath: () => undefined,
  };
}

const trust = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] };
const statement = (Resource: string, more: object = {}): object => ({ Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource, ...more }] });

/** A pair of stacks for each link; every third lacks the half of its caller, and in every fifth the whole account may call. */
function app(links: number, account: (name: string) => string): StackTemplate[] {
  return Array.from({ length: links }, (_, i) => {
    const fn = { FunctionName: `orders-${i}`, Role: `arn:aws:iam::222222222222:role/r-${i}`, Runtime: 'nodejs24.x', Handler: 'i.h', Code: { ZipFile: '' } };
    const orders = `arn:aws:lambda:eu-west-1:222222222222:function:orders-${i}`;
    const [source, target] = [account(`Source${i}`), account(`Target${i}`)];
    const letIn = i % 5 === 0 ? {} : { Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${source}:role/checkout-${i}` } } };
    return [
      stack(`Source${i}`, source, {
        Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: `checkout-${i}`, AssumeRolePolicyDocument: trust } },
        ...i % 3 > 0 && { Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: statement(orders) } } },
      }),
      stack(`Target${i}`, target, {
        Orders: { Type: 'AWS::Lambda::Function', Properties: fn },
        Policy: {
          Type: 'AWS::Lambda::ResourcePolicy',
          Properties: { ResourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] }, PolicyDocument: statement(orders, { Principal: { AWS: `arn:aws:iam::${source}:root` }, ...letIn }) },
        },
      }),
    ];
  }).flat();
}

function stepsFor(links: number, account: (name: string) => string): number {
  const spies = [jest.spyOn(arn, 'fieldsOf'), jest.spyOn(pattern, 'matchesPattern'), jest.spyOn(pattern, 'equalTexts')];
  check(readCloud(app(links, account)));
  const steps = spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  jest.restoreAllMocks();
  return steps;
}

test.each<[string, (name: string) => string]>([
  ['two accounts', (name) => name.startsWith('Source') ? '111111111111' : '222222222222'],
  ['accounts that nobody knows', (name) => `⟦?account of ${name}|account of ${name}⟧`],
])('ten times the links are ten times the work: %s', (_, account) => {
  const few = stepsFor(20, account);
  expect(few).toBeGreaterThan(20 * 10);
  expect(stepsFor(200, account) / few).toBeLessThan(11);
});
