import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { GET, importedVpc, isolatedVpc, natVpc, SEND, SQS, STS } from './templates';
import { CrossAccountInvoker, Reach } from '../../src';
import { FunctionReaches } from '../../src/network/function-reaches';
import { allMessages, EGRESS, errorsOf, fnIn, lambdaEndpoint, notKnown, ordersOf, said } from '../invoker/vpc-apps';
import { reader } from '../role/templates';
import { fn, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';

const HANGS = 'function Source/Function calls role Target/Reader from subnets without a way to the internet, and VPC Source/Vpc has no endpoint for sts: '
  + 'calls would hang until the function times out; expected an endpoint for sts; '
  + "add vpc.addInterfaceEndpoint('sts', { service: ec2.InterfaceVpcEndpointAwsService.STS }), or write createEndpoints: true on a CrossAccountInvoker of the function [Target/Reader]";
const UNKNOWN = 'whether VPC Source/Vpc has an endpoint for sts is not known, and function Source/Function calls role Target/Reader from subnets without a way to the internet; '
  + 'name it: existingEndpoints: [ExistingEndpoint.forInterface(ec2.InterfaceVpcEndpointAwsService.STS, endpoint)]; '
  + "or add vpc.addInterfaceEndpoint('sts', { service: ec2.InterfaceVpcEndpointAwsService.STS }), or write createEndpoints: true on a CrossAccountInvoker of the function";

/** A role that a function of another account may assume, without any invoker. */
function granted(make: (source: Stack) => lambda.IFunction): App {
  const { app, source, target } = twoAccounts();
  reader(target).grants.assume(make(source));
  return app;
}

describe('grants.assume alone', () => {
  test.each<[string, (source: Stack) => lambda.IFunction]>([
    ['in isolated subnets', (source) => fnIn(source, isolatedVpc(source))],
    ['by an alias', (source) => new lambda.Alias(source, 'Alias', { aliasName: 'live', version: fnIn(source, isolatedVpc(source)).currentVersion })],
    ['with the endpoint of Lambda', (source) => {
      const vpc = isolatedVpc(source);
      lambdaEndpoint(vpc);
      return fnIn(source, vpc);
    }],
  ])('%s fails', (_, make) => {
    expect(errorsOf(granted(make))).toEqual([HANGS]);
  });

  test.each<[string, (source: Stack) => lambda.IFunction]>([
    ['outside of VPCs', (source) => fn(source, 'Function')],
    ['in subnets with a NAT gateway', (source) => fnIn(source, natVpc(source), { vpcSubnets: EGRESS })],
    ['with an endpoint of STS', (source) => {
      const vpc = isolatedVpc(source);
      vpc.addInterfaceEndpoint('Sts', { service: STS });
      return fnIn(source, vpc);
    }],
  ])('%s is silent', (_, make) => {
    expect(allMessages(granted(make))).toEqual([]);
  });

  test.each([{ enableDnsHostnames: false }, { enableDnsSupport: false }])('fails with an endpoint in a VPC with %j, which is not found', (dns) => {
    expect(errorsOf(granted((source) => {
      const vpc = isolatedVpc(source, dns);
      vpc.addInterfaceEndpoint('Sts', { service: STS });
      return fnIn(source, vpc);
    }))).toEqual(['VPC Source/Vpc has no DNS, by which function Source/Function would find the endpoint for sts; expected enableDnsHostnames and enableDnsSupport; '
      + 'remove enableDnsHostnames: false and enableDnsSupport: false from the VPC [Target/Reader]']);
  });

  test('in an imported VPC is warned of, on the resource of the function', () => {
    expect(allMessages(granted((source) => fnIn(source, importedVpc(source))))).toEqual([['/Source/Function/Resource', notKnown(UNKNOWN)]]);
  });

  test('fails if the function lets nothing out to the endpoint', () => {
    expect(errorsOf(granted((source) => {
      const vpc = isolatedVpc(source);
      vpc.addInterfaceEndpoint('Sts', { service: STS });
      return fnIn(source, vpc, { allowAllOutbound: false });
    }))).toEqual([
      'the security groups of function Source/Function let nothing out to the endpoint Source/Vpc/Sts on port 443; expected a rule for it; '
      + 'write fn.connections.allowTo(endpoint, ec2.Port.HTTPS) [Target/Reader]',
    ]);
  });

  test('is told once for two roles', () => {
    const { app, source, target } = twoAccounts();
    const made = fnIn(source, isolatedVpc(source));
    reader(target).grants.assume(made);
    reader(new Stack(app, 'Other', { env: TARGET_ENV }), { roleName: 'other' }).grants.assume(made, { environmentPrefix: 'OTHER' });
    expect(errorsOf(app)).toEqual([HANGS]);
  });
});

describe('a function and a role in stages of their own', () => {
  const stages = (order: string[], make: (source: Stack) => lambda.IFunction) => {
    const app = new App();
    const [first, second] = order.map((id) => new Stage(app, id));
    const [dev, roles] = order[0] === 'Dev' ? [first, second] : [second, first];
    const source = new Stack(dev, 'Source', { env: SOURCE_ENV });
    reader(new Stack(roles, 'Target', { env: TARGET_ENV })).grants.assume(make(source));
    return { app, dev };
  };
  const ORDERS = [[['Dev', 'Roles']], [['Roles', 'Dev']]];

  test.each(ORDERS)('%j: the warning is in the assembly of the function', (order) => {
    const { app } = stages(order, (source) => fnIn(source, importedVpc(source)));
    const { stacks } = app.synth().getNestedAssembly('assembly-Dev');
    expect(stacks.flatMap(({ messages }) => messages).map(({ entry }) => entry.data))
      .toEqual([notKnown(UNKNOWN.replaceAll('Source/', 'Dev/Source/').replaceAll('Target/', 'Roles/Target/'))]);
  });

  test.each(ORDERS)('%j: the stage of the function alone fails', (order) => {
    const { dev } = stages(order, (source) => fnIn(source, isolatedVpc(source)));
    expect(errorsOf(dev as unknown as App)).toEqual([HANGS.replaceAll('Source/', 'Dev/Source/').replaceAll('Target/', 'Roles/Target/')]);
  });
});

describe('an endpoint of the app with a policy', () => {
  const TEXT = 'the endpoint Source/Vpc/Lambda has a policy, and whether it lets function Source/Function call target Target/Orders is not checked; '
    + 'name it, so that it does: existingEndpoints: [ExistingEndpoint.forInterface(ec2.InterfaceVpcEndpointAwsService.LAMBDA, endpoint)]';
  const withPolicy = (open: boolean) => {
    const { app, source, target } = twoAccounts();
    const vpc = isolatedVpc(source);
    const endpoint = lambdaEndpoint(vpc, { open });
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc), targets: [ordersOf(target)] });
    endpoint.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['lambda:InvokeFunction'], resources: ['arn:aws:lambda:eu-west-1:222222222222:function:other'] }));
    return app;
  };

  test('is warned of, even if the policy comes later', () => {
    expect(allMessages(withPolicy(true))).toEqual([['/Source/Function/Resource', notKnown(TEXT)]]);
  });

  test('and with groups that do not let the function in fails', () => {
    expect(errorsOf(withPolicy(false))).toEqual([
      'the security groups of the endpoint Source/Vpc/Lambda do not let function Source/Function in on port 443; expected a rule for it; '
      + 'write endpoint.connections.allowFrom(fn, ec2.Port.HTTPS) [Source/Checkout]',
    ]);
  });
});

test('an endpoint that this library makes for another function lets only that one through', () => {
  const { app, source, target } = twoAccounts();
  const vpc = isolatedVpc(source);
  new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc), createEndpoints: true, targets: [ordersOf(target)] });
  new CrossAccountInvoker(source, 'Billing', { function: fnIn(source, vpc, {}, 'Other'), targets: [ordersOf(target, 'Invoices', 'invoices')] });
  expect(errorsOf(app)).toEqual([
    'VPC Source/Vpc has an endpoint for lambda that this library makes and that lets through only what it is told, '
    + 'which is not yet that function Source/Other calls target Target/Invoices; expected the endpoint opened for this function too; '
    + 'write createEndpoints: true on a CrossAccountInvoker of the function [Source/Billing]',
  ]);
});

describe('services', () => {
  const asking = (...reaches: Reach[]) => {
    const { app, source } = twoAccounts();
    const made = fnIn(source, isolatedVpc(source));
    for (const reach of reaches) { FunctionReaches.of(made).add({ at: source, reach }); }
    return errorsOf(app).map((text) => /^(?:function \S+ calls )?(.*?)(?: from subnets| which function)/.exec(text)?.[1]);
  };

  test('are checked once each', () => {
    expect(asking(Reach.service(SQS, SEND), Reach.service(STS, { actions: ['sts:GetCallerIdentity'], resources: ['*'] }), Reach.service(SQS, SEND))).toHaveLength(2);
  });

  test('are checked in each region', () => {
    const far = { ...SEND, resources: ['arn:aws:sqs:us-east-1:333333333333:orders'] };
    expect(asking(Reach.service(SQS, SEND), Reach.service(SQS, far))).toEqual(['sqs', 'sqs is in region us-east-1,']);
  });

  test('in imported VPCs are warned of, so that nothing is thrown', () => {
    const { app, source } = twoAccounts();
    const made = fnIn(source, importedVpc(source));
    FunctionReaches.of(made).add({ at: source, reach: Reach.service(SQS, SEND) });
    expect(said(app)).toEqual([notKnown(UNKNOWN.replace('for sts', 'for sqs').replace('role Target/Reader', 'sqs').replaceAll('.STS', '.SQS').replace("'sts'", "'sqs'"))]);
  });

  test('of one\'s own have no constant to write', () => {
    const { app, source } = twoAccounts();
    const made = fnIn(source, isolatedVpc(source));
    const service = new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.eu-west-1.vpce-svc-1');
    FunctionReaches.of(made).add({ at: source, reach: Reach.service(service, GET) });
    expect(errorsOf(app)[0]).toContain("add vpc.addInterfaceEndpoint('com.amazonaws.vpce.eu-west-1.vpce-svc-1', { service: service })");
  });
});
