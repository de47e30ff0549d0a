import { runSimulation } from '@cloud-copilot/iam-simulate';
import * as iam from 'aws-cdk-lib/aws-iam';
import { functionInVpc } from './vpc-reaches';
import { cloudOf, fn, twoAccounts } from '../support/apps';
import type { Cloud } from '../support/cloud';

/** What Lambda does with the role of a function in a VPC; https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const OF_LAMBDA = [
  'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
];
const DETACH = 'ec2:DetachNetworkInterface';

/**
 * What IAM says to each action, by its result.
 *
 * @param code the function whose code sends the request; Lambda's own requests have no such key:
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
async function decide(cloud: Cloud, roleArn: string, code?: string): Promise<Record<string, string[]>> {
  const role = cloud.roles.find(({ arn }) => arn === roleArn)!;
  const results: Record<string, string[]> = {};
  for (const action of [...OF_LAMBDA, DETACH]) {
    const result = await runSimulation({
      request: {
        principal: roleArn,
        action,
        resource: { resource: resourceOf(action, role.account), accountId: role.account },
        contextVariables: code === undefined ? {} : { 'lambda:SourceFunctionArn': code },
      },
      identityPolicies: role.policies.map(({ name, document }) => ({ name, policy: document })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    }, {});
    if (result.resultType === 'error') { throw new Error(`the simulator refuses the input: ${JSON.stringify(result.errors)}`); }
    results[result.overallResult] = [...results[result.overallResult] ?? [], action];
  }
  return results;
}

/** Describing takes no resource. */
function resourceOf(action: string, account: string): string {
  return action.startsWith('ec2:Describe') ? '*' : `arn:aws:ec2:eu-west-1:${account}:network-interface/eni-0123456789abcdef0`;
}

const BY_LAMBDA = { Allowed: OF_LAMBDA, ImplicitlyDenied: [DETACH] };
const DENIED = { ExplicitlyDenied: [...OF_LAMBDA, DETACH] };

describe('a function with its own role', () => {
  const { app, target } = twoAccounts();
  functionInVpc(target, 'Orders', []);
  const cloud = cloudOf(app);
  const [{ arn, roleArn }] = cloud.functions;

  test('Lambda may do what it needs with the role', async () => {
    expect(await decide(cloud, roleArn)).toEqual(BY_LAMBDA);
  });

  test('the code of the function may do nothing of it', async () => {
    expect(await decide(cloud, roleArn, arn)).toEqual(DENIED);
  });

  // the deny names the function, as AWS recommends: code of others is kept off by not having the role
  test('code of another function with the same role may: the deny names one function', async () => {
    expect(await decide(cloud, roleArn, `${arn}2`)).toEqual(BY_LAMBDA);
    expect(await decide(cloud, roleArn, arn.replace(/[^:]+$/, 'other'))).toEqual(BY_LAMBDA);
  });

  test('without its policies the role may do nothing', async () => {
    const bare = { ...cloud, roles: cloud.roles.map((role) => ({ ...role, policies: [] })) };
    expect(await decide(bare, roleArn)).toEqual({ ImplicitlyDenied: [...OF_LAMBDA, DETACH] });
  });
});

describe('two functions with one role', () => {
  const { app, target } = twoAccounts();
  const role = new iam.Role(target, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const vpc = functionInVpc(target, 'Orders', [], { role }).vpc;
  functionInVpc(target, 'Billing', [], { role, vpc });
  fn(target, 'Plain', { role });
  const cloud = cloudOf(app);
  const [{ roleArn }] = cloud.functions;
  const arnOf = (name: string) => cloud.functions.find(({ functionName }) => functionName.includes(name))!.arn;

  test('Lambda may do what it needs with the role', async () => {
    expect(await decide(cloud, roleArn)).toEqual(BY_LAMBDA);
  });

  test.each(['Orders', 'Billing'])('the code of %s may do nothing of it', async (name) => {
    expect(await decide(cloud, roleArn, arnOf(name))).toEqual(DENIED);
  });

  test('the code of a function that is no VpcLambdaTarget may, with the same role', async () => {
    expect(await decide(cloud, roleArn, arnOf('Plain'))).toEqual(BY_LAMBDA);
  });
});

test('denyEniAccessToCode: false leaves the permissions to the code', async () => {
  const { app, target } = twoAccounts();
  functionInVpc(target, 'Orders', [], { denyEniAccessToCode: false });
  const cloud = cloudOf(app);
  const [{ arn, roleArn }] = cloud.functions;
  expect(await decide(cloud, roleArn, arn)).toEqual(BY_LAMBDA);
});
