import { NotAllowedError } from '../../../src/runtime/node';
import { parseDenial } from '../../../src/runtime/node/not-allowed-error';

const SESSION = 'arn:aws:sts::111111111111:assumed-role/checkout-role/checkout';
const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live';
const READER = 'arn:aws:iam::222222222222:role/reader';
const INVOKE = `User: ${SESSION} is not authorized to perform: lambda:InvokeFunction on resource: ${ORDERS}`;
const invoke = { action: 'lambda:InvokeFunction', resource: ORDERS, principal: SESSION };
const assume = { action: 'sts:AssumeRole', resource: READER, principal: SESSION };

/** The forms of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
test.each([
  [`${INVOKE} because no identity-based policy allows the lambda:InvokeFunction action`, { ...invoke, half: 'identity', explicitDeny: false }],
  [`${INVOKE} because no resource-based policy allows the lambda:InvokeFunction action`, { ...invoke, half: 'resource', explicitDeny: false }],
  [`${INVOKE} because no permissions boundary allows the lambda:InvokeFunction action`, { ...invoke, half: 'boundary', explicitDeny: false }],
  [`${INVOKE} because no session policy allows the lambda:InvokeFunction action`, { ...invoke, half: 'session', explicitDeny: false }],
  [`${INVOKE} because no service control policy allows the lambda:InvokeFunction action`, { ...invoke, half: 'service-control-policy', explicitDeny: false }],
  [`${INVOKE} because no VPC endpoint policy allows the lambda:InvokeFunction action`, { ...invoke, half: 'vpc-endpoint', explicitDeny: false }],
  [`${INVOKE} with an explicit deny in an identity-based policy: arn:aws:iam::111111111111:policy/no`, { ...invoke, half: 'identity', explicitDeny: true }],
  [`${INVOKE} with an explicit deny in a resource-based policy`, { ...invoke, half: 'resource', explicitDeny: true }],
  [`${INVOKE} with an explicit deny in a permissions boundary`, { ...invoke, half: 'boundary', explicitDeny: true }],
  [`${INVOKE} with an explicit deny in a sessions policy`, { ...invoke, half: 'session', explicitDeny: true }],
  [`${INVOKE} with an explicit deny in a service control policy, with policy ARN: arn:aws:organizations::3:policy/p`,
    { ...invoke, half: 'service-control-policy', explicitDeny: true }],
  [`${INVOKE} with an explicit deny in a resource control policy`, { ...invoke, half: 'resource-control-policy', explicitDeny: true }],
  [`${INVOKE} with an explicit deny in a VPC endpoint policy transitively through a service control policy`,
    { ...invoke, half: 'vpc-endpoint', explicitDeny: true }],
  [`${INVOKE} with an explicit deny`, { ...invoke, half: 'unknown', explicitDeny: true }],
  [INVOKE, { ...invoke, half: 'unknown', explicitDeny: false }],
  // as services wrap and quote it
  [`User: ${SESSION} is not authorized\n to perform: lambda:InvokeFunction on resource: "${ORDERS}" because no identity-based policy allows`,
    { ...invoke, half: 'identity', explicitDeny: false }],
  [`User: ${SESSION} is not authorized to perform: sts:AssumeRole on resource: ${READER}`, { ...assume, half: 'trust-or-identity', explicitDeny: false }],
  [`User: ${SESSION} is not authorized to perform: sts:TagSession on resource: ${READER}`,
    { ...assume, action: 'sts:TagSession', half: 'trust-or-identity', explicitDeny: false }],
  [`User: ${SESSION} is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action`,
    { ...assume, resource: undefined, half: 'trust', explicitDeny: false }],
  [`User: ${SESSION} is not authorized to perform: sts:AssumeRole with an explicit deny in the role trust policy`,
    { ...assume, resource: undefined, half: 'trust', explicitDeny: true }],
  [`User: ${SESSION} is not authorized to perform: sts:AssumeRole on resource: ${READER} with an explicit deny`, { ...assume, half: 'unknown', explicitDeny: true }],
  ['Not authorized to perform sts:AssumeRole', { half: 'trust-or-identity', explicitDeny: false, action: 'sts:AssumeRole', resource: undefined, principal: undefined }],
  ['Access denied', { half: 'unknown', explicitDeny: false, action: undefined, resource: undefined, principal: undefined }],
])('%s', (message, denial) => {
  expect(parseDenial(message)).toEqual(denial);
});

describe('the message names the account and keeps the text of AWS', () => {
  test.each([
    [`${INVOKE} because no identity-based policy allows the lambda:InvokeFunction action`,
      `lambda:InvokeFunction on ${ORDERS} is not allowed by the policies of the role behind ${SESSION} (account 111111111111); add an Allow there (new CrossAccountInvoker(…) writes them)`],
    [`${INVOKE} because no resource-based policy allows the lambda:InvokeFunction action`,
      `lambda:InvokeFunction on ${ORDERS} is not allowed by the resource policy of ${ORDERS}, in account 222222222222; add an Allow there (target.grants.invoke(caller) writes it)`],
    [`${INVOKE} with an explicit deny in a service control policy`,
      `lambda:InvokeFunction on ${ORDERS} is denied by a Deny statement in a service control policy that applies to ${SESSION} (account 111111111111); remove or narrow that statement`],
    [`User: ${SESSION} is not authorized to perform: sts:AssumeRole on resource: ${READER}`,
      `sts:AssumeRole on ${READER} is not allowed by the trust policy of ${READER}, in account 222222222222 (with the external id, if it asks for one), or the policies of the role behind ${SESSION} (account 111111111111): STS does not tell which; add an Allow there (role.grants.assume(fn) writes both)`],
    ['Access denied',
      'the action is not allowed by one of the policies that apply to the caller or belong to the account that owns it: AWS does not tell which; add an Allow there (in another account both halves must allow it)'],
  ])('%s', (message, advice) => {
    const cause = new Error(message);
    const error = new NotAllowedError(cause);
    expect(error).toMatchObject({ name: 'NotAllowedError', message: `${advice}. AWS says: ${message}`, cause });
  });
});
