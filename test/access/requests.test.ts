import { anonymousRequest, requestByIdentity, requestByService, withKeys } from '../../src/access/requests';

const ORDERS = { action: 'lambda:InvokeFunction', resourceArn: 'arn:aws:lambda:eu-west-1:222222222222:function:orders' };

test('a role: its keys are there, those of services are known to be absent, the rest nobody knows', () => {
  const { caller, context, resourceAccount } = requestByIdentity('arn:aws:iam::111111111111:role/checkout', ORDERS);
  expect(caller).toEqual({ kind: 'role', arn: 'arn:aws:iam::111111111111:role/checkout', account: '111111111111', identity: undefined });
  expect(resourceAccount).toBe('222222222222');
  expect(context.get('aws:principalarn')).toEqual(['arn:aws:iam::111111111111:role/checkout']);
  expect([context.has('aws:sourcearn'), context.get('aws:sourcearn')]).toEqual([true, undefined]);
  expect([context.has('lambda:invokedviafunctionurl'), context.get('lambda:invokedviafunctionurl')]).toEqual([true, undefined]);
  expect([context.has('aws:principalorgid'), context.has('aws:sourceip'), context.has('sts:externalid')]).toEqual([false, false, false]);
  expect(context.get('aws:requestedregion')).toEqual(['eu-west-1']);
});

test('a user', () => {
  const { caller, context } = requestByIdentity('arn:aws:iam::111111111111:user/team/anna', ORDERS);
  expect(caller.kind).toBe('user');
  expect(context.get('aws:principaltype')).toEqual(['User']);
});

test('a service sends its source, and no principal', () => {
  const { context } = requestByService('s3.amazonaws.com', ORDERS, { arn: 'arn:aws:s3:::images', account: '111111111111' });
  expect(context.get('aws:sourcearn')).toEqual(['arn:aws:s3:::images']);
  expect(context.get('aws:sourceaccount')).toEqual(['111111111111']);
  expect([context.has('aws:principalarn'), context.get('aws:principalarn')]).toEqual([true, undefined]);
  expect(requestByService('sns.amazonaws.com', ORDERS, { arn: 'arn:aws:sns:eu-west-1:111111111111:placed' }).context.get('aws:sourceaccount')).toBeUndefined();
});

test('nobody has credentials', () => {
  const { caller, context } = anonymousRequest(ORDERS, { 'lambda:FunctionUrlAuthType': 'NONE' });
  expect(caller).toEqual({ kind: 'anonymous' });
  expect([context.has('aws:principalaccount'), context.get('aws:principalaccount')]).toEqual([true, undefined]);
  expect(context.get('lambda:functionurlauthtype')).toEqual(['NONE']);
});

test('what has no account or region in its ARN', () => {
  const { context, resourceAccount } = requestByIdentity('arn:aws:iam::111111111111:role/checkout', { action: 's3:GetObject', resourceArn: 'arn:aws:s3:::images/a', resourceAccount: '222222222222' });
  expect(resourceAccount).toBe('222222222222');
  expect(context.has('aws:requestedregion')).toBe(false);
  const unknown = requestByIdentity('arn:aws:iam::111111111111:role/checkout', { action: 's3:GetObject', resourceArn: 'arn:aws:s3:::images/a' });
  expect(unknown.context.get('aws:resourceaccount')).toBeUndefined();
});

test('other keys', () => {
  const request = requestByIdentity('arn:aws:iam::111111111111:role/checkout', ORDERS);
  const changed = withKeys(request, { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:PrincipalArn': undefined });
  expect(changed.context.get('aws:principalorgid')).toEqual(['o-a1b2c3d4e5']);
  expect(changed.context.get('aws:principalarn')).toBeUndefined();
  expect(request.context.get('aws:principalarn')).toEqual(['arn:aws:iam::111111111111:role/checkout']);
});
