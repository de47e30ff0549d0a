import { App, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { allMessages, calls, EGRESS, fnIn, lambdaEndpoint, ordersOf } from './vpc-apps';
import { AssumableRole, CrossAccountInvoker, ExistingEndpoint, Reach } from '../../src';
import { importedVpc, isolatedVpc, LAMBDA, messages, natVpc, STS, vpcTarget } from '../network/templates';
import { reader } from '../role/templates';
import { fn, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';

const withEndpoint = (scope: Stack, props: Partial<ec2.InterfaceVpcEndpointOptions> = {}) => {
  const vpc = isolatedVpc(scope);
  return { vpc, endpoint: lambdaEndpoint(vpc, props) };
};

/** Everything here works when deployed: a word of the library would be a false alarm. */
const RIGHT: [string, (source: Stack) => lambda.IFunction][] = [
  ['a function outside of VPCs', (source) => fn(source, 'Function')],
  ['subnets with a NAT gateway', (source) => fnIn(source, natVpc(source), { vpcSubnets: EGRESS })],
  ['subnets with a NAT gateway, and a group that lets out HTTPS alone', (source) => {
    const made = fnIn(source, natVpc(source), { vpcSubnets: EGRESS, allowAllOutbound: false });
    made.connections.allowToAnyIpv4(ec2.Port.HTTPS);
    return made;
  }],
  ['isolated subnets with a default route to a transit gateway', (source) => {
    const vpc = isolatedVpc(source);
    vpc.isolatedSubnets.forEach((subnet) => {
      (subnet as ec2.Subnet).addRoute('Hub', { routerType: ec2.RouterType.TRANSIT_GATEWAY, routerId: 'tgw-1' });
    });
    return fnIn(source, vpc);
  }],
  ['isolated subnets with a default route as a resource', (source) => {
    const vpc = isolatedVpc(source);
    vpc.isolatedSubnets.forEach(({ routeTable }, i) => {
      new ec2.CfnRoute(source, `Route${i}`, { routeTableId: routeTable.routeTableId, destinationCidrBlock: '0.0.0.0/0', transitGatewayId: 'tgw-1' });
    });
    return fnIn(source, vpc);
  }],
  ['private subnets of an imported VPC', (source) => fnIn(source, importedVpc(source, {
    privateSubnetIds: ['subnet-3', 'subnet-4'], privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
  }), { vpcSubnets: EGRESS })],
  ['an endpoint of the app', (source) => fnIn(source, withEndpoint(source).vpc)],
  ['an endpoint of a region that is spelled out', (source) => {
    const vpc = isolatedVpc(source);
    lambdaEndpoint(vpc, { service: new ec2.InterfaceVpcEndpointService('com.amazonaws.eu-west-1.lambda'), privateDnsEnabled: true });
    return fnIn(source, vpc);
  }],
  ['an endpoint that lets in the function alone, which lets out nothing else', (source) => {
    const { vpc, endpoint } = withEndpoint(source, { open: false });
    const made = fnIn(source, vpc, { allowAllOutbound: false });
    made.connections.allowToDefaultPort(endpoint);
    return made;
  }],
  ['one security group for the function and the endpoint, with a rule for itself', (source) => {
    const vpc = isolatedVpc(source);
    const group = new ec2.SecurityGroup(source, 'Group', { vpc, allowAllOutbound: false });
    group.connections.allowInternally(ec2.Port.HTTPS);
    lambdaEndpoint(vpc, { open: false, securityGroups: [group] });
    return fnIn(source, vpc, { securityGroups: [group] });
  }],
  ['groups with rules for all TCP', (source) => {
    const { vpc, endpoint } = withEndpoint(source, { open: false });
    const made = fnIn(source, vpc, { allowAllOutbound: false });
    made.connections.allowTo(endpoint, ec2.Port.allTcp());
    return made;
  }],
  ['two groups, of which one lets out', (source) => {
    const vpc = withEndpoint(source).vpc;
    const groups = [true, false].map((allowAllOutbound) => new ec2.SecurityGroup(source, `Group${allowAllOutbound}`, { vpc, allowAllOutbound }));
    return fnIn(source, vpc, { securityGroups: groups });
  }],
  ['imported security groups on both sides', (source) => {
    const vpc = isolatedVpc(source);
    const group = (id: string) => ec2.SecurityGroup.fromSecurityGroupId(source, id, `sg-${id}`, { mutable: false });
    lambdaEndpoint(vpc, { open: false, securityGroups: [group('Far')] });
    return fnIn(source, vpc, { securityGroups: [group('Near')] });
  }],
  ['rules for a prefix list that holds the range of the VPC', (source) => {
    const vpc = isolatedVpc(source);
    const list = ec2.Peer.prefixList(new ec2.PrefixList(source, 'List', { entries: [{ cidr: '10.0.0.0/16' }] }).prefixListId);
    const group = new ec2.SecurityGroup(source, 'Group', { vpc, allowAllOutbound: false });
    group.addIngressRule(list, ec2.Port.HTTPS);
    group.addEgressRule(list, ec2.Port.HTTPS);
    lambdaEndpoint(vpc, { open: false, securityGroups: [group] });
    return fnIn(source, vpc, { securityGroups: [group] });
  }],
  ['rules of an L1 that names its group by Ref', (source) => {
    const { vpc, endpoint } = withEndpoint(source);
    const group = new ec2.SecurityGroup(source, 'Group', { vpc, allowAllOutbound: false });
    new ec2.CfnSecurityGroupEgress(source, 'Egress', {
      groupId: (group.node.defaultChild as ec2.CfnSecurityGroup).ref,
      destinationSecurityGroupId: endpoint.connections.securityGroups[0].securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    });
    return fnIn(source, vpc, { securityGroups: [group] });
  }],
  ['an L1 endpoint without security groups, which gets the default group of the VPC', (source) => {
    const vpc = isolatedVpc(source);
    new ec2.CfnVPCEndpoint(source, 'Lambda', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.lambda', vpcEndpointType: 'Interface', subnetIds: [vpc.isolatedSubnets[0].subnetId], privateDnsEnabled: true });
    return fnIn(source, vpc);
  }],
  ['an L1 endpoint with an L1 group', (source) => {
    const vpc = isolatedVpc(source);
    const group = new ec2.CfnSecurityGroup(source, 'Group', { groupDescription: 'x', vpcId: vpc.vpcId, securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '10.0.0.0/16' }] });
    new ec2.CfnVPCEndpoint(source, 'Lambda', { vpcId: vpc.vpcId, serviceName: LAMBDA.name, vpcEndpointType: 'Interface', securityGroupIds: [group.attrGroupId], privateDnsEnabled: true });
    return fnIn(source, vpc);
  }],
  ['a VPC, an endpoint and security groups of another stack of the account', (source) => {
    const network = new Stack(source.node.root, 'Network', { env: SOURCE_ENV });
    const { vpc } = withEndpoint(network);
    return fnIn(source, vpc, { securityGroups: [new ec2.SecurityGroup(network, 'Group', { vpc })] });
  }],
  ['a function in a nested stack', (source) => fnIn(new NestedStack(source, 'Nested'), withEndpoint(source).vpc)],
  ['dual-stack subnets with an endpoint', (source) => {
    const vpc = isolatedVpc(source, { ipProtocol: ec2.IpProtocol.DUAL_STACK });
    lambdaEndpoint(vpc);
    return fnIn(source, vpc, { ipv6AllowedForDualStack: true });
  }],
  ['a VPC that is imported twice, once with subnets alone', (source) => {
    const network = new Stack(source.node.root, 'Network', { env: SOURCE_ENV });
    importedVpc(network);
    const vpc = importedVpc(source, { vpcCidrBlock: '10.0.0.0/16' });
    vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA });
    return fnIn(source, vpc);
  }],
  ['subnets that are exports of another app', (source) => {
    const ids = Fn.split(',', Fn.importValue('Subnets'), 2);
    const vpc = importedVpc(source, { vpcId: Fn.importValue('Vpc'), privateSubnetIds: ids, privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'] });
    return fnIn(source, vpc, { vpcSubnets: EGRESS });
  }],
];

test.each(RIGHT)('%s: nothing is said', (_, make) => {
  expect(allMessages(calls(make).app)).toEqual([]);
});

test('with via: endpoints of Lambda and STS: nothing is said', () => {
  const { app } = calls((source) => {
    const { vpc } = withEndpoint(source);
    vpc.addInterfaceEndpoint('Sts', { service: STS });
    return fnIn(source, vpc);
  }, (target) => ({ via: reader(target) }));
  expect(allMessages(app)).toEqual([]);
});

test('an alias: no warning', () => {
  const { app } = calls((source) => new lambda.Alias(source, 'Alias', { aliasName: 'live', version: fnIn(source, withEndpoint(source).vpc).currentVersion }));
  // only that its environment cannot be changed is told
  expect([messages(app, 'error'), messages(app)]).toEqual([[], []]);
});

test('an endpoint that is added after the invoker: nothing is said', () => {
  const { app, source } = twoAccounts();
  const orders = ordersOf(new Stack(app, 'Other', { env: TARGET_ENV }));
  const vpc = isolatedVpc(source);
  new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc), targets: [orders] });
  lambdaEndpoint(vpc);
  expect(allMessages(app)).toEqual([]);
});

test('stacks in stages: nothing is said', () => {
  const app = new App();
  const stage = new Stage(app, 'Prod');
  const [source, target] = [new Stack(stage, 'Source', { env: SOURCE_ENV }), new Stack(stage, 'Target', { env: TARGET_ENV })];
  new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, withEndpoint(source).vpc), targets: [ordersOf(target)] });
  expect(allMessages(stage as unknown as App)).toEqual([]);
});

test('stacks without env: nothing is said', () => {
  const app = new App();
  const [source, target] = [new Stack(app, 'Source'), new Stack(app, 'Target', { env: TARGET_ENV })];
  const vpc = isolatedVpc(source, { availabilityZones: undefined });
  lambdaEndpoint(vpc);
  new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc), account: SOURCE_ACCOUNT, targets: [ordersOf(target)] });
  expect(allMessages(app)).toEqual([]);
});

test('a role alone, without a function: nothing is said', () => {
  const { app, source, target } = twoAccounts();
  isolatedVpc(source);
  const role = new iam.Role(source, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  new CrossAccountInvoker(source, 'Checkout', { role, targets: [ordersOf(target)] });
  expect(allMessages(app)).toEqual([]);
});

test('a target in a VPC, called from outside of VPCs: nothing is said', () => {
  const { app, source, target } = twoAccounts();
  new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [vpcTarget(target)] });
  expect(allMessages(app)).toEqual([]);
});

test('createEndpoints in a closed VPC, with via: nothing is said', () => {
  const { app } = calls((source) => fnIn(source, isolatedVpc(source)), (target) => ({ via: reader(target), createEndpoints: true }));
  expect(allMessages(app)).toEqual([]);
});

test('existingEndpoints in an imported VPC: nothing is said', () => {
  const { app, source, target } = twoAccounts();
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(source, 'Lambda', {
    vpcEndpointId: 'vpce-1', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(source, 'Group', 'sg-1')],
  });
  new CrossAccountInvoker(source, 'Checkout', {
    function: fnIn(source, importedVpc(source)),
    existingEndpoints: [ExistingEndpoint.forInterface(LAMBDA, endpoint)],
    targets: [ordersOf(target)],
  });
  expect(allMessages(app)).toEqual([]);
});

test('endpoints of a VPC at a hub, named in existingEndpoints: nothing is said', () => {
  const { app, source, target } = twoAccounts();
  const vpc = isolatedVpc(source);
  vpc.isolatedSubnets.forEach((subnet) => {
    (subnet as ec2.Subnet).addRoute('Hub', { destinationCidrBlock: '10.255.0.0/16', routerType: ec2.RouterType.TRANSIT_GATEWAY, routerId: 'tgw-1' });
  });
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(source, 'Lambda', {
    vpcEndpointId: 'vpce-1', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(source, 'Group', 'sg-1', { mutable: false })],
  });
  new CrossAccountInvoker(source, 'Checkout', {
    function: fnIn(source, vpc, { allowAllOutbound: false }),
    existingEndpoints: [ExistingEndpoint.forInterface(LAMBDA, endpoint)],
    targets: [ordersOf(target)],
  });
  expect(allMessages(app)).toEqual([]);
});

test('functions in a row, all in VPCs, with roles: nothing is said', () => {
  const { app, source, target } = twoAccounts();
  const third = new Stack(app, 'Third', { env: { account: '333333333333', region: 'eu-west-1' } });
  const stock = ordersOf(third, 'Stock', 'stock');
  const role = new AssumableRole(third, 'Reader');
  const orders = vpcTarget(target, { reaches: [Reach.target(stock)] });
  new CrossAccountInvoker(target, 'Invoker', { function: orders.function, targets: [stock] });
  role.grants.assume(orders.function);
  new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, isolatedVpc(source)), createEndpoints: true, targets: [orders] });
  expect(allMessages(app)).toEqual([]);
});
