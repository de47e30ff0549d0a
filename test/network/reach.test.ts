import { Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DYNAMODB, egress, endpointPolicies, GET, importedReader, isolatedVpc, LAMBDA, natVpc, QUEUE, reaching, READER, resourcesOf, S3, S3_LIST, SEND, SQS, STOCK, stock, through, vpcTarget } from './templates';
import { AssumableRole, Caller, CrossAccountTarget, Reach } from '../../src';
import { serviceCode, serviceName } from '../../src/network/need';
import { CHECKOUT_ROLE, errorOf, fn, OTHER_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const ASSUMING = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
const [LAMBDA_ID, STS_ID, SQS_ID, S3_ID] = ['Lambda', 'Sts', 'Sqs', 'S3Gateway'].map((name) => expect.stringMatching(`^OrdersVpcCrossAccount${name}Endpoint[0-9A-F]{8}$`));
const INVOKE = 'lambda:InvokeFunction';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:222222222222:secret:';
const { SECRETS_MANAGER } = ec2.InterfaceVpcEndpointAwsService;

/** Endpoints with their statements, as pairs. */
const opened = (...reaches: ((target: Stack, source: Stack) => Reach)[]) => {
  const { source, target } = twoAccounts();
  reaching(target, ...reaches.map((reach) => reach(target, source)));
  return Object.entries(endpointPolicies(target));
};

describe('Reach.target lets through the qualified ARN and that of the function', () => {
  test('by ARN', () => {
    expect(opened((target) => Reach.target(stock(target)))).toEqual([[LAMBDA_ID, [through(INVOKE, [STOCK, `${STOCK}:live`])]]]);
  });

  test('of another account of this app, by the name that it gets', () => {
    expect(opened((_, source) => Reach.target(new CrossAccountTarget(source, 'Stock', { function: fn(source, 'Function') }))))
      .toEqual([[LAMBDA_ID, [through(INVOKE, ['', ':live'].map((end) => expect.stringMatching(`^arn:aws:lambda:eu-west-1:111111111111:function:Source-Function-[0-9a-f]{8}${end}$`)))]]]);
  });

  test('of the same stack, by references', () => {
    const arn = { Ref: 'StockAlias7B876D9F' };
    expect(opened((target) => Reach.target(new CrossAccountTarget(target, 'Stock', { function: fn(target, 'Function') })))).toEqual([[LAMBDA_ID, [through(INVOKE, [
      { 'Fn::Join': [':', [0, 1, 2, 3, 4, 5, 6].map((i) => ({ 'Fn::Select': [i, { 'Fn::Split': [':', arn] }] }))] }, arn,
    ])]]]);
  });

  test('by an ARN that is only known at deployment', () => {
    const { target } = twoAccounts();
    const targetArn = new CfnParameter(target, 'Arn').valueAsString;
    reaching(target, Reach.target(CrossAccountTarget.fromTargetAttributes(target, 'Stock', { targetArn, account: OTHER_ACCOUNT, region: 'eu-west-1' })));
    expect(Object.values(endpointPolicies(target))).toEqual([[through(INVOKE, [
      { 'Fn::Join': [':', [0, 1, 2, 3, 4, 5, 6].map((i) => ({ 'Fn::Select': [i, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }))] }, { Ref: 'Arn' },
    ])]]);
  });

  test('of a VpcLambdaTarget', () => {
    expect(opened((_, source) => Reach.target(vpcTarget(source, {}, 'Stock')))[0][1])
      .toEqual([through(INVOKE, ['', ':live'].map((end) => expect.stringMatching(`^arn:aws:lambda:eu-west-1:111111111111:function:Source-Stock-Function-[0-9a-f]{8}${end}$`)))]);
  });

  test('via a role: signed with its account, and the role itself with the own one', () => {
    expect(opened((target) => Reach.target(stock(target), { via: importedReader(target) }))).toEqual([
      [LAMBDA_ID, [through(INVOKE, [STOCK, `${STOCK}:live`], OTHER_ACCOUNT)]],
      [STS_ID, [through(ASSUMING, READER)]],
    ]);
  });
});

describe('Reach.role lets through the role', () => {
  test('by ARN', () => {
    expect(opened((target) => Reach.role(importedReader(target)))).toEqual([[STS_ID, [through(ASSUMING, READER)]]]);
  });

  test('of this app', () => {
    expect(opened((_, source) => Reach.role(new AssumableRole(source, 'Reader', { callers: [Caller.role(CHECKOUT_ROLE)] }))))
      .toEqual([[STS_ID, [through(ASSUMING, expect.stringMatching(/^arn:aws:iam::111111111111:role\/Source-Reader-[0-9a-f]{8}$/))]]]);
  });
});

describe('Reach.service', () => {
  test('lets through its actions, sorted and each once, on its resources', () => {
    expect(opened(() => Reach.service(SQS, { actions: ['sqs:SendMessage', 'sqs:GetQueueUrl', 'sqs:SendMessage', 'sqs:Receive*'], resources: ['arn:b', 'arn:a', 'arn:b'] })))
      .toEqual([[SQS_ID, [through(['sqs:GetQueueUrl', 'sqs:Receive*', 'sqs:SendMessage'], ['arn:a', 'arn:b'])]]]);
  });

  test('via a role', () => {
    expect(opened((target) => Reach.service(SQS, { ...SEND, via: importedReader(target) }))).toEqual([
      [SQS_ID, [through('sqs:SendMessage', QUEUE, OTHER_ACCOUNT)]],
      [STS_ID, [through(ASSUMING, READER)]],
    ]);
  });

  test('takes tokens for actions and resources', () => {
    const { target } = twoAccounts();
    const [action, arn] = ['Action', 'Arn'].map((id) => new CfnParameter(target, id).valueAsString);
    reaching(target, Reach.service(SQS, { actions: [action], resources: [arn, QUEUE] }));
    expect(Object.values(endpointPolicies(target))).toEqual([[through({ Ref: 'Action' }, [{ Ref: 'Arn' }, QUEUE])]]);
  });

  test.each(['com.amazonaws.vpce.eu-west-1.vpce-svc-1', 'com.example.partner'])('takes a service of another party, %s, with its port and without private DNS', (ServiceName) => {
    const { target } = twoAccounts();
    reaching(target, Reach.service(new ec2.InterfaceVpcEndpointService(ServiceName, 8443), { actions: ['partner:Call'], resources: ['*'] }));
    expect(Object.values(resourcesOf(target, 'AWS::EC2::VPCEndpoint'))).toMatchObject([{ ServiceName, PrivateDnsEnabled: false, VpcEndpointType: 'Interface' }]);
    expect(egress(target).filter(({ Description }) => String(Description).startsWith('to '))).toMatchObject([{ FromPort: 8443, ToPort: 8443, IpProtocol: 'tcp' }]);
  });
});

describe('Reach.service takes secrets', () => {
  test.each<[string, (target: Stack) => string]>([
    ['with their whole ARN', () => `${SECRET}db-AbC123`],
    ['with wildcards', (target) => `${Secret.fromSecretNameV2(target, 'Secret', 'db/password').secretArn}-??????`],
    ['all', () => `${SECRET}*`],
    ['of this app', (target) => new Secret(target, 'Secret').secretArn],
  ])('%s', (_, build) => {
    const { target } = twoAccounts();
    const arn = build(target);
    reaching(target, Reach.service(SECRETS_MANAGER, { actions: ['secretsmanager:GetSecretValue'], resources: [arn] }));
    expect(Object.values(endpointPolicies(target))).toEqual([[through('secretsmanager:GetSecretValue', target.resolve(arn))]]);
  });
});

describe('Reach.service in another region', () => {
  const far = Reach.service(SQS, { ...SEND, resources: [QUEUE.replace('eu-west-1', 'us-gov-west-1')] });

  test('is told by its ARNs, and fails without a way there', () => {
    expect(errorOf(() => opened(() => far))).toBe('sqs is in region us-gov-west-1, which endpoints of eu-west-1 do not reach, and the subnets of the function have no way to the internet; '
      + 'expected a way from every subnet of the function; choose subnets with a NAT gateway, or put the function into a VPC of that region [Target/Orders]');
  });

  test('is called over the NAT gateway', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { vpc: natVpc(target), reaches: [far] });
    expect([egress(target), endpointPolicies(target)]).toMatchObject([[{ CidrIp: '0.0.0.0/0', FromPort: 443 }], {}]);
  });
});

describe('the code of a service', () => {
  test.each<['interface' | 'gateway', string, object]>([['interface', 'Interface', ec2.InterfaceVpcEndpointAwsService], ['gateway', 'Gateway', ec2.GatewayVpcEndpointAwsService]])(
    'is a constant of aws-cdk-lib with its name, for each that it has: %s', (type, kind, constants) => {
      const services = Object.values(constants).filter((value): value is ec2.InterfaceVpcEndpointAwsService => value instanceof Object && 'name' in value);
      const codes = services.map((service) => serviceCode({ type, service, what: '', actions: [], resources: [] }));
      const written = codes.map((code) => (constants as Record<string, ec2.InterfaceVpcEndpointAwsService>)[code.replace(`ec2.${kind}VpcEndpointAwsService.`, '')]);
      expect(services.length).toBeGreaterThan(type === 'gateway' ? 1 : 300);
      expect(written.map(serviceName)).toEqual(services.map(serviceName));
    });

  test.each(['com.example.partner', 'com.amazonaws.vpce.eu-west-1.vpce-svc-1'])('of another party is a word: %s', (name) => {
    expect(serviceCode({ type: 'interface', service: new ec2.InterfaceVpcEndpointService(name), what: '', actions: [], resources: [] })).toBe('service');
  });
});

describe('Reach.gateway', () => {
  test('lets through its actions on its resources, without a security group, in the route tables of the subnets', () => {
    const { target } = twoAccounts();
    reaching(target, Reach.gateway(S3, { ...GET, prefixListId: S3_LIST }), Reach.gateway(DYNAMODB, { actions: ['dynamodb:GetItem'], resources: ['*'], prefixListId: 'pl-2' }));
    const endpoints = Object.values(resourcesOf(target, 'AWS::EC2::VPCEndpoint'));
    const routeTableIds = [{ Ref: 'OrdersVpcIsolatedSubnet1RouteTableF862102F' }, { Ref: 'OrdersVpcIsolatedSubnet2RouteTable3CE90F1A' }];
    expect(endpoints.map(({ VpcEndpointType, ServiceName, RouteTableIds, SecurityGroupIds, SubnetIds, PrivateDnsEnabled }) =>
      ({ VpcEndpointType, ServiceName, RouteTableIds, SecurityGroupIds, SubnetIds, PrivateDnsEnabled }))).toEqual(['s3', 'dynamodb'].map((name) => ({
      VpcEndpointType: 'Gateway', ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, `.${name}`]] }, RouteTableIds: routeTableIds,
    })));
    expect(Object.values(endpointPolicies(target))).toEqual([[through('s3:GetObject', GET.resources[0])], [through('dynamodb:GetItem', '*')]]);
    expect(egress(target).slice(1)).toMatchObject([{ DestinationPrefixListId: S3_LIST, FromPort: 443, ToPort: 443, Description: 'to s3' }, { DestinationPrefixListId: 'pl-2', Description: 'to dynamodb' }]);
  });

  test('via a role', () => {
    expect(opened((target) => Reach.gateway(S3, { ...GET, prefixListId: S3_LIST, via: importedReader(target) }))).toEqual([
      [S3_ID, [through('s3:GetObject', GET.resources[0], OTHER_ACCOUNT)]],
      [STS_ID, [through(ASSUMING, READER)]],
    ]);
  });

  test('looks its prefix list up where it is not given', () => {
    const { app, target } = twoAccounts();
    reaching(target, Reach.gateway(S3, GET), Reach.gateway(S3, { actions: ['s3:PutObject'], resources: ['*'] }));
    expect(egress(target).slice(1)).toMatchObject([{ DestinationPrefixListId: 'pl-xxxxxxxx' }]);
    const lookups = app.synth({ force: true }).manifest.missing!.filter(({ provider }) => provider === 'cc-api-provider');
    expect(lookups.map(({ props }) => props)).toMatchObject([{ account: TARGET_ENV.account, region: TARGET_ENV.region, propertyMatch: { PrefixListName: 'com.amazonaws.eu-west-1.s3' } }]);
  });
});

describe('fails when', () => {
  test.each([[[]], [['sqs:SendMessage', '*']], [['sqs']], [['sqs:*']], [['SendMessage']], [['sqs:Send Message']], [['SQS:SendMessage']], [['sqs:SendMessage?']], [['']]])('actions are %j', (actions) => {
    const wrong = actions.find((action) => action !== 'sqs:SendMessage');
    const expected = wrong === undefined
      ? "actions is not a list of known length with at least one value, got []; expected one value or more; write actions: ['sqs:SendMessage']"
      : `actions has a value that is no IAM action, got ${JSON.stringify(wrong)}; expected a service and an action, such as 'sqs:SendMessage'; write actions: ['sqs:SendMessage']`;
    expect(errorOf(() => Reach.service(SQS, { actions, resources: ['*'] }))).toBe(expected);
    expect(errorOf(() => Reach.gateway(S3, { actions, resources: ['*'] }))).toBe(expected);
  });

  test('resources are empty', () => {
    expect(errorOf(() => Reach.service(SQS, { ...SEND, resources: [] }))).toBe(
      'resources is not a list of known length with at least one value, got []; expected one value or more; write resources: [queue.queueArn]',
    );
  });

  test.each(['actions', 'resources'])('%s are a list that is only known at deployment', (prop) => {
    const { target } = twoAccounts();
    const { valueAsList } = new CfnParameter(target, 'List', { type: 'CommaDelimitedList' });
    expect(errorOf(() => Reach.service(SQS, { ...SEND, [prop]: valueAsList }))).toContain(
      `${prop} is not a list of known length with at least one value, got a value that is only known at deployment (a token); expected one value or more; write ${prop}: [`,
    );
  });

  test.each(['orders', 'https://sqs.eu-west-1.amazonaws.com/333333333333/orders', ''])('a resource is "%s"', (resource) => {
    expect(errorOf(() => Reach.service(SQS, { ...SEND, resources: [QUEUE, resource] }))).toBe(`resources has a value that is no ARN, got ${JSON.stringify(resource)}; `
      + "expected an ARN such as 'arn:aws:sqs:eu-west-1:222222222222:orders'; write resources: [queue.queueArn]");
  });

  test.each<[string, (target: Stack) => string]>([
    ['by name', (target) => Secret.fromSecretNameV2(target, 'Secret', 'db/password').secretArn],
    ['by a name that is only known at deployment', (target) => Secret.fromSecretNameV2(target, 'Secret', new CfnParameter(target, 'Name').valueAsString).secretArn],
    ['by the beginning of its ARN', () => `${SECRET}db`],
    ['by a name with a short ending', () => `${SECRET}db-pwd`],
  ])('a secret is imported %s', (_, build) => {
    const { target } = twoAccounts();
    expect(errorOf(() => Reach.service(SECRETS_MANAGER, { actions: ['secretsmanager:GetSecretValue'], resources: [build(target)] }))).toMatch(
      /^resources names a secret without the six characters that end its ARN, so no request would match, got .*; expected the whole ARN, or six wildcards for them; write resources: \[`\$\{secret\.secretArn\}-\?{6}`\]$/,
    );
  });

  test.each<[string, ec2.InterfaceVpcEndpointAwsService]>([['s3', ec2.InterfaceVpcEndpointAwsService.S3], ['dynamodb', ec2.InterfaceVpcEndpointAwsService.DYNAMODB]])('%s is taken for an interface', (name, service) => {
    expect(errorOf(() => Reach.service(service, GET))).toBe(`${name} is reached over a gateway endpoint, which costs nothing; for its interface endpoint EC2 asks for the gateway too; expected Reach.gateway; `
      + `write Reach.gateway(ec2.GatewayVpcEndpointAwsService.${name.toUpperCase()}, { … })`);
  });

  test('the name of the service is only known at deployment', () => {
    expect(errorOf(() => Reach.service(new ec2.InterfaceVpcEndpointService(Fn.importValue('service')), { actions: ['partner:Call'], resources: ['*'] }))).toBe(
      'the name of the service is only known at deployment, got a value that is only known at deployment (a token); expected a text; '
      + "write new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.eu-west-1.vpce-svc-…', 443)");
  });

  test.each(['10.0.0.0', '10.0.0.0/33', 'example.com', ''])('a range is "%s"', (range) => {
    expect(errorOf(() => Reach.cidr(range, ec2.Port.HTTPS))).toBe(`range is not a range of IP addresses, got "${range}"; expected an address and a prefix such as '10.1.0.0/16'; write Reach.cidr('10.1.0.0/16', ec2.Port.tcp(5432))`);
  });
});

describe('Reach.cidr', () => {
  test.each([
    ['10.0.3.0/24', { CidrIp: '10.0.3.0/24' }],
    ['2001:db8::/32', { CidrIpv6: '2001:db8::/32' }],
  ])('lets out to %s, and no endpoint is made', (range, rule) => {
    const { target } = twoAccounts();
    vpcTarget(target, { ipv6AllowedForDualStack: range.includes(':'), reaches: [Reach.cidr(range, ec2.Port.tcp(5432))] });
    expect(egress(target).filter(({ IpProtocol }) => IpProtocol === 'tcp')).toEqual([{ ...rule, Description: `to ${range}`, FromPort: 5432, ToPort: 5432, IpProtocol: 'tcp' }]);
    expect(resourcesOf(target, 'AWS::EC2::VPCEndpoint')).toEqual({});
  });

  test.each([['parameter', (stack: Stack) => new CfnParameter(stack, 'Range').valueAsString, { Ref: 'Range' }], ['import', () => Fn.importValue('range'), { 'Fn::ImportValue': 'range' }]])(
    'takes a token: %s', (_, range, CidrIp) => {
      const { target } = twoAccounts();
      reaching(target, Reach.cidr(range(target), ec2.Port.tcp(5432)));
      expect(egress(target)).toMatchObject([{ CidrIp, FromPort: 5432 }]);
    });
});

test('Reach.securityGroup lets out to the group, and the group lets in', () => {
  const { target } = twoAccounts();
  const vpc = isolatedVpc(target);
  vpcTarget(target, { vpc, reaches: [Reach.securityGroup(new ec2.SecurityGroup(target, 'Database', { vpc, allowAllOutbound: false }), ec2.Port.tcp(5432))] });
  const [database, own] = ['DatabaseB269D8BB', 'OrdersSecurityGroup2E5456CF'].map((id) => ({ 'Fn::GetAtt': [id, 'GroupId'] }));
  const rule = { Description: 'to Target/Database', FromPort: 5432, ToPort: 5432, IpProtocol: 'tcp' };
  expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupEgress'))).toEqual([{ ...rule, GroupId: own, DestinationSecurityGroupId: database }]);
  expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupIngress'))).toEqual([{ ...rule, GroupId: database, SourceSecurityGroupId: own }]);
});

test('in a stack without env the own account is a reference', () => {
  const { target } = twoAccounts({ target: { env: undefined } });
  reaching(target, Reach.service(LAMBDA, { actions: ['lambda:ListTags'], resources: [`arn:aws:lambda:eu-west-1:${Aws.ACCOUNT_ID}:function:x`] }));
  expect(Object.values(endpointPolicies(target))).toEqual([[
    through('lambda:ListTags', { 'Fn::Join': ['', ['arn:aws:lambda:eu-west-1:', { Ref: 'AWS::AccountId' }, ':function:x']] }, { Ref: 'AWS::AccountId' }),
  ]]);
});
