import { parseDenial } from '../../../src/access/queries/parse-denial';
import type { Denial } from '../../../src/access/queries/parse-denial';

const JOHN = 'arn:aws:iam::123456789012:user/John';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/checkout/orders-1';
const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live';
const INVOKE = `User: ${SESSION} is not authorized to perform: lambda:InvokeFunction on resource: ${ORDERS}`;

/** The forms of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html, and how services write them. */
const TEXTS: readonly (readonly [string, string, Partial<Denial>])[] = [
  ['Lambda, no reason', INVOKE, { principal: SESSION, action: 'lambda:InvokeFunction', resource: ORDERS, explicit: false }],
  ['resource-based, implicit', `${INVOKE} because no resource-based policy allows the lambda:InvokeFunction action`, { layer: 'resource policy', explicit: false }],
  ['identity-based, implicit', `${INVOKE} because no identity-based policy allows the lambda:InvokeFunction action`, { layer: 'identity policy', explicit: false }],
  ['identity-based, explicit', `${INVOKE} with an explicit deny in an identity-based policy`, { layer: 'identity policy', explicit: true }],
  ['resource-based, explicit', `${INVOKE} with an explicit deny in a resource-based policy`, { layer: 'resource policy', explicit: true }],
  ['boundary, implicit', `${INVOKE} because no permissions boundary allows the lambda:InvokeFunction action`, { layer: 'permissions boundary', explicit: false }],
  ['boundary, explicit', `${INVOKE} with an explicit deny in a permissions boundary`, { layer: 'permissions boundary', explicit: true }],
  ['session, implicit', `${INVOKE} because no session policy allows the lambda:InvokeFunction action`, { layer: 'session policy', explicit: false }],
  ['endpoint, implicit', `${INVOKE} because no VPC endpoint policy allows the lambda:InvokeFunction action`, { layer: 'endpoint policy', explicit: false }],
  ['endpoint, explicit', `${INVOKE} with an explicit deny in a VPC endpoint policy`, { layer: 'endpoint policy', explicit: true }],
  ['SCP, implicit', `User: ${JOHN} is not authorized to perform: codecommit:ListRepositories because no service control policy allows the codecommit:ListRepositories action`,
    { principal: JOHN, action: 'codecommit:ListRepositories', layer: 'service control policy', explicit: false }],
  ['SCP, explicit, with the ARN of the policy', `${INVOKE} with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-a/service_control_policy/p-b.`,
    { layer: 'service control policy', explicit: true, policyArn: 'arn:aws:organizations::999999999999:policy/o-a/service_control_policy/p-b' }],
  ['RCP, explicit', `${INVOKE} with an explicit deny in a resource control policy`, { layer: 'resource control policy', explicit: true }],
  ['an explicit deny without its kind', `${INVOKE} with an explicit deny`, { explicit: true }],
  ['trust, implicit, without the role', `User: ${JOHN} is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action`,
    { principal: JOHN, action: 'sts:AssumeRole', layer: 'trust policy', explicit: false }],
  ['trust, explicit', `User: ${JOHN} is not authorized to perform: sts:AssumeRole with an explicit deny in the role trust policy`, { layer: 'trust policy', explicit: true }],
  ['STS, as the CLI prints it', `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${SESSION} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/reader`,
    { action: 'sts:AssumeRole', resource: 'arn:aws:iam::222222222222:role/reader' }],
  ['SQS writes in lower case', `User: ${SESSION} is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:eu-west-1:222222222222:jobs because no resource-based policy allows the sqs:sendmessage action`,
    { action: 'sqs:sendmessage', resource: 'arn:aws:sqs:eu-west-1:222222222222:jobs', layer: 'resource policy' }],
  ['KMS in another account', `User: ${SESSION} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:222222222222:key/k because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    { action: 'kms:Decrypt', layer: 'resource policy', explicit: false }],
  ['pasted with line breaks and quotes', INVOKE.replace(' on resource: ', '\n  on resource: "').concat('"\n because no resource-based\n policy allows the lambda:InvokeFunction action'), { resource: ORDERS, layer: 'resource policy' }],
  ['JSON of CloudTrail', JSON.stringify({ errorCode: 'AccessDenied', errorMessage: `${INVOKE} because no identity-based policy allows the lambda:InvokeFunction action` }), { resource: ORDERS, layer: 'identity policy' }],
  ['any resource', `User: ${SESSION} is not authorized to perform: sqs:ListQueues on resource: *`, { action: 'sqs:ListQueues' }],
  ['without a caller', `not authorized to perform: lambda:InvokeFunction. The role is not authorized to perform: lambda:InvokeFunction on resource: ${ORDERS}.`, { action: 'lambda:InvokeFunction', resource: ORDERS }],
  ['an event source mapping', 'InvalidParameterValueException: The provided execution role does not have permissions to call ReceiveMessage on SQS', { action: 'sqs:ReceiveMessage', layer: 'identity policy' }],
  ['the old text of SQS', 'Access to the resource https://sqs.eu-west-1.amazonaws.com/222222222222/jobs is denied.', { resource: 'arn:aws:sqs:eu-west-1:222222222222:jobs' }],
  ['the same in another partition', 'Access to the resource https://sqs.cn-north-1.amazonaws.com.cn/222222222222/jobs is denied.', { resource: 'arn:aws-cn:sqs:cn-north-1:222222222222:jobs' }],
  ['a bucket', 'Unable to validate the following destination configurations', { kinds: /^bucket/, layer: 'resource policy' }],
  ['an API', 'Execution failed due to configuration error: Invalid permissions on Lambda function', { kinds: /api/, layer: 'resource policy' }],
  ['encoded', 'You are not authorized to perform this operation. Encoded authorization failure message: abc-DEF_1', { encoded: true }],
  ['decoded', JSON.stringify({ allowed: false, explicitDeny: true, context: { principal: { arn: SESSION }, action: 'lambda:InvokeFunction', resource: ORDERS } }),
    { principal: SESSION, action: 'lambda:InvokeFunction', resource: ORDERS, explicit: true }],
  ['decoded, as the CLI prints it', JSON.stringify({ DecodedMessage: JSON.stringify({ context: { action: 'sts:AssumeRole' } }) }), { action: 'sts:AssumeRole', explicit: false }],
];

test.each(TEXTS)('%s', (_, text, expected) => {
  expect(parseDenial(text)).toMatchObject(expected);
});

test.each(['the queue is full', '{ "broken": ', '{ "context": {} }', 'Access to the resource https://example.com is denied'])('%s is no denial', (text) => {
  expect(parseDenial(text)).toBeUndefined();
});

test('what a text does not say is left out', () => {
  expect(parseDenial(`User: ${SESSION} is not authorized to perform: sqs:ListQueues on resource: *`)).toEqual({ principal: SESSION, action: 'sqs:ListQueues', explicit: false });
});
