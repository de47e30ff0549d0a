import { App, Aws, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Caller, CrossAccountTarget } from '../../src';
import { CHECKOUT_ROLE, errorOf, ORDERS_FUNCTION, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

const ARN = `${ORDERS_FUNCTION}:live`;
const STATEMENT = {
  Sid: 'InvokeFunctionRoles',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
  Action: 'lambda:InvokeFunction',
  Resource: ARN,
  Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT_ROLE } },
};

describe('CrossAccountTarget.fromTargetArn', () => {
  test('reads account and region from the ARN and creates nothing', () => {
    const { source } = twoAccounts();
    const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN);
    expect([orders.targetArn, orders.targetAccount, orders.targetRegion]).toEqual([ARN, TARGET_ACCOUNT, 'eu-west-1']);
    expect(Template.fromStack(source).toJSON().Resources).toBeUndefined();
  });

  test.each([
    [ORDERS_FUNCTION, 'targetArn names no alias or version', 'ask the other team for an alias'],
    [`${ORDERS_FUNCTION}:$LATEST`, 'targetArn names no alias or version', 'ask the other team for an alias'],
    ['orders:live', 'targetArn is not the ARN of a function', 'copy the ARN of the alias'],
    [CHECKOUT_ROLE, 'targetArn is not the ARN of a function', 'copy the ARN of the alias'],
    [`${ORDERS_FUNCTION}:*`, 'targetArn is not the ARN of a function', 'copy the ARN of the alias'],
    [`${ORDERS_FUNCTION}:live:extra`, 'targetArn is not the ARN of a function', 'copy the ARN of the alias'],
    ['', 'targetArn is not the ARN of a function', 'copy the ARN of the alias'],
  ])('fails for "%s"', (arn, problem, fix) => {
    const { source } = twoAccounts();
    const message = errorOf(() => CrossAccountTarget.fromTargetArn(source, 'Orders', arn));
    expect(message).toContain(`${problem}, got ${JSON.stringify(arn)}`);
    expect(message).toContain(fix);
    expect(message).toMatch(/\[Source\/Orders\]$/);
  });

  test.each(['aws-cn:lambda:cn-north-1', 'aws-us-gov:lambda:us-gov-west-1', 'aws-iso-b:lambda:us-isob-east-1'])('takes partition %s', (start) => {
    const { source } = twoAccounts();
    expect(CrossAccountTarget.fromTargetArn(source, 'Orders', `arn:${start}:222222222222:function:orders:live`).targetAccount).toBe(TARGET_ACCOUNT);
  });

  test('fails for a token, and says how to give the account', () => {
    const { source } = twoAccounts();
    expect(errorOf(() => CrossAccountTarget.fromTargetArn(source, 'Orders', Lazy.string({ produce: () => ARN }))))
      .toContain("write CrossAccountTarget.fromTargetAttributes(this, id, { targetArn, account: '222222222222' })");
  });
});

describe('CrossAccountTarget.fromTargetAttributes', () => {
  test('takes a token with its account; the region is the stack\'s', () => {
    const { source } = twoAccounts();
    const targetArn = new CfnParameter(source, 'TargetArn').valueAsString;
    const orders = CrossAccountTarget.fromTargetAttributes(source, 'Orders', { targetArn, account: TARGET_ACCOUNT });
    expect([orders.targetArn, orders.targetAccount, orders.targetRegion]).toEqual([targetArn, TARGET_ACCOUNT, 'eu-west-1']);
  });

  test.each([['account', SOURCE_ACCOUNT, TARGET_ACCOUNT], ['region', 'us-east-1', 'eu-west-1']])('fails when %s contradicts the ARN', (prop, value, expected) => {
    const { source } = twoAccounts();
    expect(errorOf(() => CrossAccountTarget.fromTargetAttributes(source, 'Orders', { targetArn: ARN, [prop]: value })))
      .toContain(`${prop} contradicts targetArn, got "${value}"; expected '${expected}'`);
  });

  test.each(['Ireland', 'eu-west', 'EU-WEST-1', ''])('fails for region "%s"', (region) => {
    const { source } = twoAccounts();
    const targetArn = Lazy.string({ produce: () => ARN });
    expect(errorOf(() => CrossAccountTarget.fromTargetAttributes(source, 'Orders', { targetArn, account: TARGET_ACCOUNT, region })))
      .toContain('region is not the name of an AWS region');
  });

  test('fails for an account that is none', () => {
    const { source } = twoAccounts();
    expect(errorOf(() => CrossAccountTarget.fromTargetAttributes(source, 'Orders', { targetArn: ARN, account: '2' }))).toContain('account is not an AWS account id');
  });
});

describe('the hand-over', () => {
  test('has the exact statement and both command lines', () => {
    const { source } = twoAccounts();
    const half = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN).grants.invoke(Caller.role(CHECKOUT_ROLE));
    expect(half.written).toBe(false);
    expect(half.construct).toBeUndefined();
    expect(half.handOver).toEqual({
      account: TARGET_ACCOUNT,
      summary: `account ${TARGET_ACCOUNT}, which this app does not deploy, must let role ${CHECKOUT_ROLE} do lambda:InvokeFunction on ${ARN} (put-resource-policy replaces the whole policy and names the callers of this app up to here: of several messages use the last; add-permission adds one)`,
      statement: JSON.stringify(STATEMENT),
      commands: [
        `aws lambda put-resource-policy --region eu-west-1 --resource-arn ${ARN} --policy '${JSON.stringify({ Version: '2012-10-17', Statement: [STATEMENT] })}'`,
        `aws lambda add-permission --region eu-west-1 --function-name ${ORDERS_FUNCTION} --qualifier live --statement-id cross-account-${half.handOver!.commands[1].match(/cross-account-([0-9a-f]{8})/)![1]} --action lambda:InvokeFunction --principal ${CHECKOUT_ROLE}`,
      ],
    });
  });

  test('names all callers so far in the line that replaces the whole policy', () => {
    const { source } = twoAccounts();
    const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN);
    orders.grants.invoke(Caller.role(CHECKOUT_ROLE));
    const { commands, statement } = orders.grants.invoke(Caller.account('333333333333')).handOver!;
    expect(commands[0]).toContain(CHECKOUT_ROLE);
    expect(commands[0]).toContain('arn:aws:iam::333333333333:root');
    expect(statement).not.toContain(CHECKOUT_ROLE);
  });

  test('is optional in the own account', () => {
    const { target } = twoAccounts();
    const half = CrossAccountTarget.fromTargetArn(target, 'Orders', ARN).grants.invoke(Caller.role(`arn:aws:iam::${TARGET_ACCOUNT}:role/local`));
    expect(half.handOver!.summary).toContain("is in the function's own account, where its identity policy is enough");
  });

  test('stands in the metadata and in a message of the assembly', () => {
    const { app, source } = twoAccounts();
    const half = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN).grants.invoke(Caller.role(CHECKOUT_ROLE));
    Annotations.fromStack(source).hasInfo('/Source/Orders', Match.stringLikeRegexp('must let role .* do lambda:InvokeFunction[^]*aws lambda put-resource-policy'));
    const metadata = app.synth().getStackByName('Source').findMetadataByType('cdk-cross-account-lambda:hand-over');
    expect(metadata.map(({ path, data }) => ({ path, data }))).toEqual([{ path: '/Source/Orders', data: half.handOver }]);
  });

  test('has every option of add-permission for a service', () => {
    const { source } = twoAccounts();
    const caller = Caller.service({ service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::images', sourceAccount: SOURCE_ACCOUNT });
    expect(CrossAccountTarget.fromTargetArn(source, 'Orders', ARN).grants.invoke(caller).handOver!.commands[1])
      .toMatch(/--principal s3.amazonaws.com --source-arn arn:aws:s3:::images --source-account 111111111111$/);
  });

  test('has one add-permission line for each account, and none for an organizational unit', () => {
    const { source } = twoAccounts();
    const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN);
    expect(orders.grants.invoke(Caller.accounts([SOURCE_ACCOUNT, '333333333333'])).handOver!.commands).toHaveLength(3);
    expect(orders.grants.invoke(Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111')).handOver!.commands).toHaveLength(1);
    expect(orders.grants.invoke(Caller.organization('o-a1b2c3d4e5')).handOver!.commands[1]).toMatch(/--principal '\*' --principal-org-id o-a1b2c3d4e5$/);
  });

  test('names the function for actions that know no alias', () => {
    const { source } = twoAccounts();
    const [half] = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN).grants.actions(Caller.account(SOURCE_ACCOUNT), 'lambda:UpdateFunctionCode', 'lambda:PublishVersion');
    expect(JSON.parse(half.handOver!.statement)).toMatchObject([{ Resource: ORDERS_FUNCTION, Action: 'lambda:PublishVersion' }, { Resource: ORDERS_FUNCTION, Action: 'lambda:UpdateFunctionCode' }]);
    expect(half.handOver!.commands[1]).not.toContain('--qualifier');
  });

  test('shows what is only known at deployment as an intrinsic function', () => {
    const stack = new Stack(new App(), 'Source');
    const targetArn = new CfnParameter(stack, 'TargetArn').valueAsString;
    const orders = CrossAccountTarget.fromTargetAttributes(stack, 'Orders', { targetArn, account: TARGET_ACCOUNT });
    const half = orders.grants.invoke(Caller.account(Aws.ACCOUNT_ID));
    expect(half.handOver!.statement).toContain('"Resource":{"Ref":"TargetArn"}');
    expect(errorOf(() => orders.grants.actions(Caller.account(SOURCE_ACCOUNT), 'lambda:UpdateFunctionCode'))).toContain('pass the literal ARN to CrossAccountTarget.fromTargetArn');
  });
});

describe('the hand-over of a function URL', () => {
  const through = { ...STATEMENT, Sid: 'InvokeFunctionThroughUrlRoles', Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' }, ...STATEMENT.Condition } };
  const url = { ...STATEMENT, Sid: 'InvokeFunctionUrlRoles', Action: 'lambda:InvokeFunctionUrl', Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' }, ...STATEMENT.Condition } };

  test('has both statements, and a line with its option for each', () => {
    const { source } = twoAccounts();
    const half = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN).grants.invokeUrl(Caller.role(CHECKOUT_ROLE));
    const { statement, commands, summary } = half.handOver!;
    expect(half.written).toBe(false);
    expect(summary).toContain(`must let role ${CHECKOUT_ROLE} do lambda:InvokeFunctionUrl, lambda:InvokeFunction on ${ARN}`);
    expect(JSON.parse(statement)).toEqual([through, url]);
    expect(commands).toHaveLength(3);
    expect(JSON.parse(/--policy '(.*)'$/.exec(commands[0])![1])).toEqual({ Version: '2012-10-17', Statement: [through, url] });
    const common = `aws lambda add-permission --region eu-west-1 --function-name ${ORDERS_FUNCTION} --qualifier live --statement-id cross-account-ID`;
    expect(commands.slice(1).map((command) => command.replace(/cross-account-[0-9a-f]{8}/, 'cross-account-ID'))).toEqual([
      `${common} --action lambda:InvokeFunctionUrl --principal ${CHECKOUT_ROLE} --function-url-auth-type AWS_IAM`,
      `${common} --action lambda:InvokeFunction --principal ${CHECKOUT_ROLE} --invoked-via-function-url`,
    ]);
    expect(new Set(commands.map((command) => /cross-account-[0-9a-f]{8}/.exec(command)?.[0])).size).toBe(3);
  });

  test('names all callers so far, also those of the other route, in the line that replaces the whole policy', () => {
    const { source } = twoAccounts();
    const { grants } = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN);
    const invoke = grants.invoke(Caller.role(CHECKOUT_ROLE)).handOver!;
    const { statement, commands } = grants.invokeUrl(Caller.role(CHECKOUT_ROLE)).handOver!;
    expect(JSON.parse(statement)).toEqual([through, url]);
    expect(JSON.parse(/--policy '(.*)'$/.exec(commands[0])![1])).toEqual({ Version: '2012-10-17', Statement: [STATEMENT, through, url] });
    expect(invoke.commands[1]).toMatch(/ --action lambda:InvokeFunction --principal \S+$/);
  });

  test('names roles that are only known at deployment as intrinsic functions, each once', () => {
    const { source } = twoAccounts();
    const { grants } = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN);
    const parameter = new CfnParameter(source, 'CallerArn');
    const lazy = () => Caller.role(Lazy.string({ produce: () => parameter.valueAsString }), { account: SOURCE_ACCOUNT });
    grants.invokeUrl(lazy());
    const { commands } = grants.invokeUrl(lazy()).handOver!;
    const { Statement } = JSON.parse(/--policy '(.*)'$/.exec(commands[0])![1]) as { Statement: (typeof STATEMENT)[] };
    expect(Statement.map(({ Condition }) => Condition.ArnEquals['aws:PrincipalArn'])).toEqual([{ Ref: 'CallerArn' }, { Ref: 'CallerArn' }]);
  });

  test('without signatures is for anyone only', () => {
    const { source } = twoAccounts();
    const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN);
    const options = { authType: FunctionUrlAuthType.NONE };
    expect(errorOf(() => orders.grants.invokeUrl(Caller.role(CHECKOUT_ROLE), options))).toContain('could not be told from anybody else');
    expect(orders.grants.invokeUrl(Caller.anyone({ reason: 'public price list' }), options).handOver!.commands[1]).toMatch(/ --principal '\*' --function-url-auth-type NONE$/);
  });

  test('has one auth type', () => {
    const { source } = twoAccounts();
    const { grants } = CrossAccountTarget.fromTargetArn(source, 'Orders', ARN);
    grants.invokeUrl(Caller.role(CHECKOUT_ROLE));
    expect(errorOf(() => grants.invokeUrl(Caller.anyone({ reason: 'public price list' }), { authType: FunctionUrlAuthType.NONE })))
      .toContain('callers of the function URL were granted with authType AWS_IAM before, got "NONE"; expected one authType: a URL has no other');
  });
});
