export const HERE = '111111111111';
export const THERE = '222222222222';
export const ELSEWHERE = '333333333333';
export const REGION = 'eu-west-1';

/** An action with a resource it may have, as the account that owns it makes it. */
export interface CallKind {
  readonly action: string;
  readonly resource: (account: string) => string;
  /** Patterns for actions of which some match. */
  readonly actionPatterns: readonly string[];
  /** Patterns for the resource of which some match, next to itself and to all. */
  readonly resourcePatterns: (account: string) => readonly string[];
  /** A resource that has a policy always: a role, a key. */
  readonly alwaysHasPolicy?: boolean;
  readonly keys?: Readonly<Record<string, readonly string[]>>;
}

const lambda = (suffix: string) => (account: string) => `arn:aws:lambda:${REGION}:${account}:function:${suffix}`;

function kind(
  action: string, resource: (account: string) => string, resourcePatterns: (account: string) => readonly string[], more: Partial<CallKind> = {},
): CallKind {
  const [service, name] = action.split(':');
  const actionPatterns = [
    action, action, action.toUpperCase(), `${service}:*`, '*', `${service}:${name.slice(0, 4)}*`, `${service}:?${name.slice(1)}`,
    `${service}:*${name.slice(-4)}`, `${service}:Get*`, 'ec2:*', `${service}:Tag*`,
  ];
  return { action, resource, resourcePatterns, actionPatterns, ...more };
}

/** Every kind of call that this library speaks of. */
export const CALLS: readonly CallKind[] = [
  kind('lambda:InvokeFunction', lambda('orders'), (a) => [lambda('orders*')(a), lambda('orders:*')(a), lambda('o?ders')(a), lambda('other')(a), lambda('*')('*')]),
  kind('lambda:InvokeFunction', lambda('orders:live'), (a) => [
    lambda('orders*')(a), lambda('orders:*')(a), lambda('orders')(a), lambda('orders:li?e')(a), `arn:aws:lambda:*:${a}:function:*:live`,
  ]),
  kind('lambda:InvokeFunctionUrl', lambda('orders:live'), (a) => [lambda('orders:*')(a), lambda('orders')(a)], { keys: { 'lambda:FunctionUrlAuthType': ['AWS_IAM', 'NONE'] } }),
  kind('sqs:SendMessage', (a) => `arn:aws:sqs:${REGION}:${a}:jobs`, (a) => [`arn:aws:sqs:*:${a}:jobs`, `arn:aws:sqs:${REGION}:${a}:j*`, 'arn:aws:sqs:::jobs']),
  kind('sns:Publish', (a) => `arn:aws:sns:${REGION}:${a}:news`, (a) => [`arn:aws:sns:*:${a}:ne?s`, `arn:*:sns:${REGION}:${a}:*`]),
  kind('s3:GetObject', () => 'arn:aws:s3:::uploads/team-a/report.pdf', () => [
    'arn:aws:s3:::uploads/*', 'arn:aws:s3:::uploads', 'arn:aws:s3:::*', 'arn:aws:s3:::uploads/${aws:PrincipalTag/team}/*',
    'arn:aws:s3:::uploads/${aws:PrincipalTag/team, \'team-a\'}/report.pdf', 'arn:aws:s3:::uploads/team-${?}/*', 'arn:aws:s3:::uploads/${*}',
  ]),
  kind('s3:ListBucket', () => 'arn:aws:s3:::uploads', () => ['arn:aws:s3:::up*', 'arn:aws:s3:::uploads/*'], { keys: { 's3:prefix': ['team-a/', 'team-b/', ''] } }),
  kind('kms:Decrypt', (a) => `arn:aws:kms:${REGION}:${a}:key/0aaa`, (a) => [`arn:aws:kms:${REGION}:${a}:key/*`, `arn:aws:kms:${REGION}:${a}:alias/*`], { alwaysHasPolicy: true }),
  kind('sts:AssumeRole', (a) => `arn:aws:iam::${a}:role/reader`, (a) => [`arn:aws:iam::${a}:role/*`, 'arn:aws:iam::*:role/reader', `arn:aws:iam::${a}:user/*`], {
    alwaysHasPolicy: true, keys: { 'sts:ExternalId': ['team-a', 'team-b'], 'sts:RoleSessionName': ['team-a', 'nightly'] },
  }),
  kind('secretsmanager:GetSecretValue', (a) => `arn:aws:secretsmanager:${REGION}:${a}:secret:db-AbCdEf`, (a) => [`arn:aws:secretsmanager:${REGION}:${a}:secret:db-??????`]),
];
