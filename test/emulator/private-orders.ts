import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Account } from './account';
import { synthesizeExample } from './assemblies';
import type { Assembly } from './assemblies';
import type { CdkCli } from './cdk-cli';
import type { Checks } from './checks';
import { aliasArn, assertNoChanges, inlinePolicies, onlyFunction, roleArn, roleNameOf } from './deployed';
import type { Emulator } from './emulator';
import { assertIsolated, NOTHING, onlyEndpoint, policyOf, rulesOf } from './networks';

const EXAMPLE = 'private-orders';
const STACKS = ['Checkout', 'Orders', 'Stock'];
const OF_LAMBDA = [
  'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses',
];

/** A function in a VPC, and what it calls. */
interface Side {
  readonly name: string;
  readonly from: Account;
  readonly to: Account;
}

/** The example, deployed to three accounts and read back from all. */
export async function checkPrivateOrders(checks: Checks, emulator: Emulator, cdk: CdkCli, assembly: Assembly, temp: string): Promise<void> {
  checks.section(`examples/${EXAMPLE}: functions in VPCs without a way to the internet`);
  const checkout = await Account.bootstrap(emulator, '111111111111');
  const orders = await Account.bootstrap(emulator, '222222222222');
  const stock = await Account.bootstrap(emulator, '333333333333');
  if (!await checks.check('cdk deploy --all', async () => { await cdk.deploy(assembly); })) { return; }

  const sides: Side[] = [{ name: 'checkout', from: checkout, to: orders }, { name: 'orders', from: orders, to: stock }];
  for (const side of sides) { await checkSide(checks, side); }
  await checks.check('the function of 333333333333 is in no VPC', async () => {
    assert.deepEqual((await onlyFunction(stock)).VpcConfig?.SubnetIds ?? [], []);
  });
  await checks.check('the role of orders lets Lambda make network interfaces, and keeps the code from it', () => checkInterfaces(orders));
  await checks.check('a second deployment changes nothing', async () => assertNoChanges(await cdk.deploy(assembly), STACKS));

  const endpointsAreRight = async () => { for (const side of sides) { await checkEndpoint(side); } };
  const open = synthesizeExample(EXAMPLE, join(temp, 'open-endpoints'), openEndpoints);
  await checks.check('with endpoints that let every function through the app still deploys', async () => { await cdk.deploy(open); });
  await checks.checkFails('the check notices it', /Expected values to be strictly deep-equal/, endpointsAreRight);
  await checks.check('the original app deploys again', async () => { await cdk.deploy(assembly); });
  await checks.check('and the policies are back', endpointsAreRight);
}

async function checkSide(checks: Checks, side: Side): Promise<void> {
  const { name, from, to } = side;
  await checks.check(`${name} is in isolated subnets of two zones, where the endpoint of Lambda is`, async () => {
    const { vpcId, subnetIds } = await assertIsolated(from, await onlyFunction(from));
    const { VpcEndpointType, ServiceName, PrivateDnsEnabled, VpcId, SubnetIds } = await onlyEndpoint(from);
    assert.deepEqual({ VpcEndpointType, ServiceName, PrivateDnsEnabled, VpcId, SubnetIds: [...SubnetIds].sort() }, {
      VpcEndpointType: 'Interface',
      ServiceName: 'com.amazonaws.eu-west-1.lambda',
      PrivateDnsEnabled: true,
      VpcId: vpcId,
      SubnetIds: [...subnetIds].sort(),
    });
  });
  await checks.check(`the security group of ${name} lets it out to the endpoint, and to nothing else`, async () => {
    const [own, ...more] = (await onlyFunction(from)).VpcConfig!.SecurityGroupIds!;
    assert.deepEqual(more, []);
    const [{ GroupId }, ...others] = (await onlyEndpoint(from)).Groups;
    assert.deepEqual(others, []);
    const { in: letIn, out } = await rulesOf(from, own);
    assert.deepEqual({ letIn, out: out.filter((rule) => rule !== NOTHING) }, { letIn: [], out: [`tcp 443-443 ${GroupId}`] });
    assert.deepEqual(await rulesOf(from, GroupId), { in: [`tcp 443-443 ${own}`], out: [NOTHING] });
  });
  await checks.check(`the endpoint of ${name} lets exactly the function of ${to.id} through`, () => checkEndpoint(side));
  await checks.check(`${name} may invoke exactly that function, which names its role`, async () => {
    const target = await aliasArn(to, (await onlyFunction(to)).FunctionName!);
    const roleName = roleNameOf(await onlyFunction(from));
    const invoking = (await inlinePolicies(from, roleName)).flat().filter(({ Action }) => String(Action).startsWith('lambda:'));
    assert.deepEqual(invoking.map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource })), [
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: target },
    ]);
    const stored = (await to.resourcePolicy((await onlyFunction(to)).FunctionName!, 'live')).map(({ Sid, ...statement }) => statement);
    assert.deepEqual(stored, [{
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${from.id}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: target,
      Condition: { ArnEquals: { 'aws:PrincipalArn': await roleArn(from, roleName) } },
    }]);
  });
}

async function checkEndpoint({ from, to }: Side): Promise<void> {
  const { FunctionArn, FunctionName } = await onlyFunction(to);
  assert.deepEqual(policyOf(await onlyEndpoint(from)), [{
    Effect: 'Allow',
    Principal: '*',
    Action: 'lambda:InvokeFunction',
    Resource: [FunctionArn, await aliasArn(to, FunctionName!)],
    Condition: { StringEquals: { 'aws:PrincipalAccount': from.id } },
  }]);
}

async function checkInterfaces(orders: Account): Promise<void> {
  const fn = await onlyFunction(orders);
  const statements = (await inlinePolicies(orders, roleNameOf(fn))).flat().filter(({ Action }) => String(Action).startsWith('ec2:'));
  assert.deepEqual(new Set(statements), new Set([
    { Sid: 'NetworkInterfaces', Effect: 'Allow', Action: OF_LAMBDA, Resource: '*' },
    {
      Sid: 'NotForCode',
      Effect: 'Deny',
      Action: [...OF_LAMBDA, 'ec2:DetachNetworkInterface'].sort(),
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': fn.FunctionArn } },
    },
  ]));
}

function openEndpoints(app: App): void {
  const endpoints = app.node.findAll().filter((node): node is CfnVPCEndpoint => node instanceof CfnVPCEndpoint);
  assert.equal(endpoints.length, 2);
  for (const endpoint of endpoints) { endpoint.addPropertyOverride('PolicyDocument.Statement.0.Resource', '*'); }
}
