import { explain } from '../../../src/access/queries/explain';
import { explainDenial } from '../../../src/access/queries/explain-denial';
import { parseStatements } from '../../../src/access/read/resources/parse-statement';
import { allow, BILLING, CHECKOUT, fn, IMAGES, ORDERS, permission, PRICES, READER, reportOf, role, SAMPLE } from '../report/sample-assembly';

const { known } = reportOf(SAMPLE);
const denied = (resource: string, action = 'lambda:InvokeFunction', rest = ''): string =>
  `User: arn:aws:sts::111111111111:assumed-role/checkout/s is not authorized to perform: ${action} on resource: ${resource}${rest}`;

describe('a call', () => {
  test('that is allowed needs nothing', () => {
    expect(explain(known, { from: CHECKOUT, to: 'orders:live' })).toMatchObject([{ link: { verdict: { outcome: 'allowed' } }, remedies: [], via: [], notes: [] }]);
  });

  test('whose resource half is missing', () => {
    const [{ link, remedies, via }] = explain(known, { from: 'checkout', to: 'prices' });
    expect(link.verdict.outcome).toBe('denied');
    expect(via).toEqual([READER]);
    expect(remedies).toEqual([expect.objectContaining({
      layer: 'resource policy',
      account: '222222222222',
      site: expect.objectContaining({ path: 'Target/Prices/Resource' }),
      statement: {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'lambda:InvokeFunction',
        Resource: PRICES,
        Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT } },
      },
    })]);
  });

  test('of which the templates do not speak: both halves, and a generated name must be given first', () => {
    const [{ remedies }] = explain(known, { from: 'Source/NightlyRole', to: 'prices' });
    expect(remedies.map(({ layer, site, statement }) => [layer, site?.path, statement?.Action])).toEqual([
      ['resource policy', 'Target/Prices/Resource', 'lambda:InvokeFunction'],
      ['identity policy', 'Source/NightlyRole', 'lambda:InvokeFunction'],
    ]);
    expect(remedies[0].todo).toContain('give what it names a name first');
    expect(remedies[1].todo).not.toContain('give what it names');
  });

  test('within one account the identity half is the one to write', () => {
    const [{ remedies }] = explain(known, { from: 'worker', to: 'prices' });
    expect(remedies.map(({ layer }) => layer)).toEqual(['identity policy']);
  });

  test('of another qualifier says which one the templates speak of', () => {
    const [{ notes }] = explain(known, { from: 'checkout', to: ORDERS });
    expect(notes).toEqual([expect.stringContaining("a call of 'orders:live' (allowed); here the function without a qualifier is called")]);
  });

  test('into another app depends on its policy', () => {
    const [{ link, notes, remedies }] = explain(known, { from: 'checkout', to: BILLING });
    expect(link.verdict.outcome).toBe('depends');
    expect(notes).toContain('no template here creates what is called');
    expect(remedies.map(({ layer }) => layer)).toContain('resource policy');
  });

  test('by somebody of another app', () => {
    const [{ notes }] = explain(known, { from: 'arn:aws:iam::111111111111:role/else', to: 'prices' });
    expect(notes).toEqual(['no template here creates the caller, although some are for its account']);
    expect(explain(known, { from: 'arn:aws:iam::999999999999:role/else', to: 'prices' })[0].notes).toEqual(['no template here creates the caller']);
  });

  test('by a service', () => {
    expect(explain(known, { from: 'arn:aws:s3:::uploads', to: IMAGES })).toMatchObject([{ link: { verdict: { outcome: 'allowed' }, delivery: { of: { kind: 'bucket' } } } }]);
    expect(explain(known, { from: 's3.amazonaws.com', to: IMAGES })).toHaveLength(1);
    const [{ link, remedies }] = explain(known, { from: 'arn:aws:sns:eu-west-1:111111111111:placed', to: PRICES });
    expect(link.from).toBe('sns.amazonaws.com for arn:aws:sns:eu-west-1:111111111111:placed');
    expect(remedies[0].statement).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: PRICES,
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111111111111:placed' }, StringEquals: { 'aws:SourceAccount': '111111111111' } },
    });
    expect(explain(known, { from: 'events.amazonaws.com', to: PRICES })[0].remedies[0].statement).toEqual({ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'lambda:InvokeFunction', Resource: PRICES });
  });

  test('of a role: the statement belongs into its trust policy and names no resource', () => {
    const [{ remedies }] = explain(known, { from: 'Source/NightlyRole', to: 'reader' });
    const trust = remedies.find(({ layer }) => layer === 'trust policy')!;
    expect(trust).toMatchObject({ site: { path: 'Target/Reader' }, account: '222222222222' });
    expect(trust.statement).not.toHaveProperty('Resource');
  });

  test('of a URL: the statement asks for how it is called', () => {
    const [{ remedies }] = explain(known, { from: 'checkout', to: 'prices', action: 'lambda:InvokeFunctionUrl' });
    expect(remedies.find(({ layer }) => layer === 'resource policy')?.statement?.Condition).toEqual({ StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' }, ArnEquals: { 'aws:PrincipalArn': CHECKOUT } });
  });

  test('without credentials: a URL that is public, and one that is not', () => {
    const url = (AuthType: string) => ({ Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: PRICES, AuthType } });
    const open = permission(PRICES, { Principal: '*', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' });
    const { known: own } = reportOf({ App: { account: '222222222222', resources: { FnRole: role('w', []), Prices: fn('prices'), Url: url('NONE'), Open: open } } });
    expect(explain(own, { from: 'anyone', to: 'prices', action: 'lambda:InvokeFunctionUrl' })).toMatchObject([{ link: { from: 'anyone', fromAccount: 'anyone', verdict: { outcome: 'allowed' } } }]);
    const [{ link, remedies }] = explain(known, { from: 'anyone', to: 'prices' });
    expect(link.verdict.outcome).toBe('denied');
    expect(remedies.map(({ statement }) => statement)).toEqual([{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'lambda:InvokeFunction', Resource: PRICES }]);
  });

  test('of something else: its usual action', () => {
    expect(explain(known, { from: 'checkout', to: 'arn:aws:sqs:eu-west-1:222222222222:jobs' })[0].link.action).toBe('sqs:SendMessage');
    expect(explain(known, { from: 'checkout', to: 'arn:aws:glacier:eu-west-1:222222222222:vaults/v' })[0].link.action).toBe('glacier:*');
  });

  test('a Deny and a boundary', () => {
    const bounded = role('bounded', [allow('lambda:InvokeFunction', ORDERS)]);
    const { known: own } = reportOf({
      App: {
        account: '222222222222',
        resources: {
          FnRole: role('worker', [{ Sid: 'Never', Effect: 'Deny', Action: 'lambda:*', Resource: '*' }, { Effect: 'Deny', Action: 'lambda:InvokeFunction', Resource: ORDERS }]),
          Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'b', PolicyDocument: { Statement: allow('sqs:*', '*') } } },
          Bounded: { ...bounded, Properties: { ...bounded.Properties, PermissionsBoundary: { Ref: 'Boundary' } } },
          Orders: fn('orders'),
        },
      },
    });
    const [{ remedies }] = explain(own, { from: 'arn:aws:iam::222222222222:role/worker', to: 'orders' });
    expect(remedies.map(({ todo, site, obstacle }) => [todo, site?.path, obstacle?.effect])).toEqual([
      ['remove or narrow the Deny Never in calls: a Deny wins over every Allow', 'App/FnRole', 'Deny'],
      ['remove or narrow the Deny in calls: a Deny wins over every Allow', 'App/FnRole', 'Deny'],
    ]);
    expect(explain(own, { from: 'bounded', to: 'orders' })[0].remedies).toMatchObject([{ layer: 'permissions boundary', statement: { Action: 'lambda:InvokeFunction' } }]);
  });

  test('a level of the organization that allows nothing of it', () => {
    const scps = () => [parseStatements({ Statement: allow('s3:*', '*') }, { policy: 'only S3' })];
    const { known: own } = reportOf(SAMPLE, { surroundings: { serviceControlPolicies: scps } });
    const [{ remedies }] = explain(own, { from: 'checkout', to: 'orders:live' });
    expect(remedies).toEqual([{ layer: 'service control policy', todo: expect.stringContaining('the organization of the caller'), site: undefined, account: '111111111111', statement: undefined }]);
  });
});

describe('a message of AWS', () => {
  test.each([
    ['agrees', denied(PRICES, undefined, ' because no resource-based policy allows the lambda:InvokeFunction action'), 'the templates say the same'],
    ['agrees without a reason', denied(PRICES), 'the templates say the same'],
    ['names another half', denied(PRICES, undefined, ' because no identity-based policy allows the lambda:InvokeFunction action'), 'AWS blames an identity policy, the templates the resource policy: what is deployed may differ'],
    ['names one of two', denied(PRICES, 'lambda:GetFunction', ' because no resource-based policy allows the lambda:GetFunction action'), 'AWS names one reason only, and the identity policy would deny it too'],
    ['of what the templates allow', denied(`${ORDERS}:live`), 'the templates allow this call, AWS did not: deploy them'],
    ['of what the templates allow, with a policy', denied(`${ORDERS}:live`, undefined, ' with an explicit deny in a resource-based policy: arn:aws:lambda:x'), 'AWS names arn:aws:lambda:x'],
    ['of what depends', denied(READER, 'sts:AssumeRole'), "the templates leave it open: it depends on sts:ExternalId; AWS's answer says that this did not hold"],
    ['of an SCP', denied(`${ORDERS}:live`, undefined, ' with an explicit deny in a service control policy'), 'AWS blames a service control policy, which no template has: hand the SCPs'],
    ['of an SCP with its ARN', denied(PRICES, undefined, ' with an explicit deny in a service control policy: arn:aws:organizations::9:policy/p'), '(arn:aws:organizations::9:policy/p), which no template has'],
    ['of an RCP', denied(READER, 'sts:AssumeRole', ' with an explicit deny in a resource control policy'), '--rcp'],
    ['of an endpoint', denied(PRICES, undefined, ' because no VPC endpoint policy allows the lambda:InvokeFunction action'), 'look at the policy of the VPC endpoint'],
    ['of a session', denied(PRICES, undefined, ' because no session policy allows the lambda:InvokeFunction action'), 'passed by the code'],
    ['encoded', 'Encoded authorization failure message: abc', 'aws sts decode-authorization-message'],
    ['about nothing here', 'Access to the resource https://sqs.eu-west-1.amazonaws.com/222222222222/jobs is denied.', 'nothing in these templates is denied that the message could be about (arn:aws:sqs:eu-west-1:222222222222:jobs)'],
    ['about no bucket here', 'Unable to validate the following destination configurations', 'could be about; it may be of another app'],
  ])('that %s', (_, text, remark) => {
    const { remarks } = explainDenial(known, text);
    expect(remarks).toEqual([expect.stringContaining(remark)]);
  });

  test('without a role to assume is about all that are denied or depend', () => {
    const { explanations } = explainDenial(known, 'User: arn:aws:sts::111111111111:assumed-role/checkout/s is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action');
    expect(explanations.map(({ link }) => link.to)).toEqual([READER]);
  });

  test('of another qualifier says which one may be called', () => {
    const { explanations: [{ notes }] } = explainDenial(known, denied(ORDERS));
    expect(notes).toEqual([expect.stringContaining(`the caller may call ${ORDERS}:live`)]);
  });

  test('of a service without names', () => {
    const bucket = SAMPLE.Source.resources.Uploads;
    const { known: own } = reportOf({ Source: { account: '111111111111', resources: { Uploads: bucket } }, Target: { account: '222222222222', resources: { FnRole: role('worker', []), Images: fn('images') } } });
    const { explanations, remarks } = explainDenial(own, 'Unable to validate the following destination configurations');
    expect(explanations).toMatchObject([{ link: { to: IMAGES, verdict: { outcome: 'denied' } }, remedies: [{ statement: { Principal: { Service: 's3.amazonaws.com' } } }] }]);
    expect(remarks).toEqual(['the templates say the same']);
  });

  test('of a caller that only the reason names', () => {
    const { explanations } = explainDenial(known, `The role is not authorized to perform: lambda:InvokeFunction on resource: ${PRICES}`);
    expect(explanations.map(({ link }) => link.from)).toEqual([CHECKOUT]);
  });

  test('of a deployment: the construct that writes into another account', () => {
    const text = (resource: string) => denied(resource, 'lambda:AddPermission').replace('assumed-role/checkout', 'assumed-role/cdk-cfn-exec');
    const misplaced = reportOf({ ...SAMPLE, Other: { account: '111111111111', resources: { ForPrices: permission(PRICES, { Principal: 'events.amazonaws.com' }) } } });
    expect(explainDenial(misplaced.known, text(PRICES))).toMatchObject({ explanations: [], remarks: [expect.stringContaining('Other/ForPrices (stack Other, account 111111111111) would write the policy of a function of account 222222222222')] });
    expect(explainDenial(known, text(PRICES)).remarks).toEqual([expect.stringContaining('the role that deploys has to be of account 222222222222')]);
  });

  test('that is none says what was expected', () => {
    expect(() => explainDenial(known, 'it does not work')).toThrow('this text says nothing of a denied call');
  });
});
