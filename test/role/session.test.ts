import { CfnParameter, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { policyOf, reader, READER_ROLE, trustOf, variablesOf } from './templates';
import { CrossAccountInvoker, CrossAccountTarget } from '../../src';
import type { AssumeOptions, RoleRequirements } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, ORDERS_FUNCTION, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';

/** The variables of a function that assumes a role with these requirements, beside the role's ARN and region. */
function sent(requirements: RoleRequirements, options: AssumeOptions = {}, functionName?: string): Record<string, unknown> {
  const { source, target } = twoAccounts();
  reader(target, requirements).grants.assume(fn(source, 'Function', { functionName }), options);
  const { READER_ROLE_ARN: _arn, READER_ROLE_REGION: _region, ...others } = variablesOf(source)!;
  return others;
}

function failure(requirements: RoleRequirements, options: AssumeOptions): string {
  const { source, target } = twoAccounts();
  const role = reader(target, requirements);
  const message = errorOf(() => role.grants.assume(fn(source, 'Function'), options));
  expect(message).toMatch(/ \[Target\/Reader\]$/);
  return message;
}

describe('the session name', () => {
  test.each([
    ['the function\'s name', 'checkout', {}, 'checkout'],
    ['what the user says', 'checkout', { sessionName: 'shop+web=1,2.3@x-y_z' }, 'shop+web=1,2.3@x-y_z'],
    ['what the user says, as short as STS takes it', undefined, { sessionName: 'ab' }, 'ab'],
    ['what the user says, as long as STS takes it', undefined, { sessionName: 'a'.repeat(64) }, 'a'.repeat(64)],
    ['a stable name from the path', undefined, {}, expect.stringMatching(/^Source-Function-[0-9a-f]{8}$/)],
    ['a stable name where the function\'s is too short for STS', 'a', {}, expect.stringMatching(/^Source-Function-[0-9a-f]{8}$/)],
  ])('is %s', (_, functionName, options, expected) => {
    expect(sent({}, options, functionName)).toEqual({ READER_SESSION_NAME: expected });
  });

  test('is a stable name where the function\'s is a token', () => {
    const { source, target } = twoAccounts();
    reader(target).grants.assume(fn(source, 'Function', { functionName: new CfnParameter(source, 'Name').valueAsString }));
    expect(variablesOf(source)!.READER_SESSION_NAME).toMatch(/^Source-Function-[0-9a-f]{8}$/);
  });

  test('may be a token', () => {
    const { source, target } = twoAccounts();
    reader(target).grants.assume(fn(source, 'Function'), { sessionName: new CfnParameter(source, 'Name').valueAsString });
    expect(variablesOf(source)!.READER_SESSION_NAME).toEqual({ Ref: 'Name' });
  });

  test('of an imported alias or version is one that STS takes', () => {
    const { source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE);
    const imported = lambda.Function.fromFunctionAttributes(source, 'Imported', { functionArn: `arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:checkout`, role });
    const version = lambda.Version.fromVersionAttributes(source, 'Version', { lambda: imported, version: '3' });
    const alias = lambda.Alias.fromAliasAttributes(source, 'Alias', { aliasName: 'live', aliasVersion: version });
    const { grants } = reader(target);
    for (const each of [version, alias]) { expect(grants.assume(each).environment.READER_SESSION_NAME).toMatch(/^[\w+=,.@-]{2,64}$/); }
  });

  test.each(['', 'a', 'with space', 'a'.repeat(65), 'a/b', 'orders:live'])('fails for "%s"', (sessionName) => {
    const message = failure({}, { sessionName });
    expect(message).toContain(`sessionName is not one that STS takes, got ${JSON.stringify(sessionName)}; expected 2 to 64 letters, digits or any of _+=,.@-`);
    expect(message).toContain("write sessionName: 'checkout', or leave it out");
  });
});

describe('sessionDuration', () => {
  test.each([[Duration.minutes(15), '900'], [Duration.hours(1), '3600'], [Duration.seconds(901), '901']])('may be %#: 15 minutes to an hour', (sessionDuration, seconds) => {
    expect(sent({}, { sessionDuration }, 'checkout')).toEqual({ READER_SESSION_NAME: 'checkout', READER_SESSION_SECONDS: seconds });
  });

  test('may be a token', () => {
    const { source, target } = twoAccounts();
    const sessionDuration = Duration.seconds(new CfnParameter(source, 'Seconds', { type: 'Number' }).valueAsNumber);
    reader(target).grants.assume(fn(source, 'Function'), { sessionDuration });
    expect(variablesOf(source)!.READER_SESSION_SECONDS).toEqual({ Ref: 'Seconds' });
  });

  test.each([
    [Duration.seconds(899), '14 minutes 59 seconds', 'at least 15 minutes'],
    [Duration.seconds(3601), '1 hour 1 second', 'at most 1 hour: the caller is a role itself (role chaining), and STS refuses more whatever maxSessionDuration says'],
    [Duration.hours(12), '12 hours', 'at most 1 hour'],
  ])('fails outside of 15 minutes to an hour: %#', (sessionDuration, shown, expected) => {
    const message = failure({}, { sessionDuration });
    expect(message).toContain(`sessionDuration is not one that a role can ask for, got "${shown}"; expected ${expected}`);
    expect(message).toContain('leave sessionDuration out: the helpers refresh the credentials before they expire');
  });

  test('does not follow maxSessionDuration of the role', () => {
    const { source, target } = twoAccounts();
    const role = reader(target, { maxSessionDuration: Duration.hours(12) });
    expect(errorOf(() => role.grants.assume(fn(source, 'Function'), { sessionDuration: Duration.hours(2) }))).toContain('role chaining');
  });
});

describe('the source identity', () => {
  test.each([
    ['is none unless the role asks', undefined, undefined, undefined],
    ['is the one that the role accepts', ['reports-team'], undefined, 'reports-team'],
    ['is one of those that the role accepts', ['reports-team', 'web-team'], 'web-team', 'web-team'],
    ['matches a wildcard', ['nightly-?', 'reports-*'], 'reports-2026', 'reports-2026'],
    ['matches one character by a question mark', ['nightly-?'], 'nightly-1', 'nightly-1'],
    ['has no special meaning as a regular expression', ['a.b+c'], 'a.b+c', 'a.b+c'],
  ])('%s', (_, sourceIdentities, sourceIdentity, expected) => {
    expect(sent({ sourceIdentities }, { sourceIdentity }, 'checkout')).toEqual({ READER_SESSION_NAME: 'checkout', ...expected && { READER_SOURCE_IDENTITY: expected } });
  });

  test('is allowed in both accounts', () => {
    const { source, target } = twoAccounts();
    reader(target, { sourceIdentities: ['reports-team'] }).grants.assume(fn(source, 'Function'));
    expect(policyOf(source)).toEqual([
      { Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER_ROLE },
      { Sid: 'SetSourceIdentities', Effect: 'Allow', Action: 'sts:SetSourceIdentity', Resource: READER_ROLE },
    ]);
    expect(trustOf(target).map(({ Action }) => Action)).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity']);
  });

  test.each([
    ['there is more than one', ['reports-team', 'web-team'], 'reports-team, web-team', "sourceIdentity: 'reports-team'"],
    ['there is a wildcard', ['reports-*'], 'reports-*', "sourceIdentity: 'reports-x'"],
  ])('fails when it is missing and %s', (_, sourceIdentities, shown, fix) => {
    const message = failure({ sourceIdentities }, {});
    expect(message).toContain(`sourceIdentity is missing, and the role refuses sessions without it; expected one of ${shown}`);
    expect(message).toContain(`write role.grants.assume(fn, { ${fix} })`);
  });

  test.each([[['reports-team'], 'web-team'], [['nightly-?'], 'nightly-12'], [['reports-*'], 'x-reports-1'], [['a.b'], 'axb']])('fails when the role accepts %j and not %s', (sourceIdentities, sourceIdentity) => {
    expect(failure({ sourceIdentities }, { sourceIdentity })).toContain(`sourceIdentity is not one that the role accepts, got "${sourceIdentity}"; expected one of ${sourceIdentities[0]}`);
  });

  test('fails when the role does not ask', () => {
    const message = failure({}, { sourceIdentity: 'web-team' });
    expect(message).toContain('sourceIdentity is set, but the role does not ask for it, so STS would refuse the session, got "web-team"; expected no sourceIdentity');
    expect(message).toContain("remove it, or write sourceIdentities: ['…'] on the role, which lets callers set one");
  });

  test('that is a token is taken', () => {
    const { source, target } = twoAccounts();
    reader(target, { sourceIdentities: ['reports-team'] }).grants.assume(fn(source, 'Function'), { sourceIdentity: new CfnParameter(source, 'Team').valueAsString });
    expect(variablesOf(source)!.READER_SOURCE_IDENTITY).toEqual({ Ref: 'Team' });
  });
});

describe('session tags', () => {
  const tags = { 'Project': ['reports'], 'Cost center': ['42', '4?'] };

  test('are one variable of JSON, with the values that the role leaves no choice for', () => {
    const sentTags = sent({ sessionTags: tags }, { sessionTags: { 'Cost center': '43' } }, 'checkout').READER_SESSION_TAGS;
    expect(sentTags).toBe('{"Project":"reports","Cost center":"43"}');
  });

  test('may have an empty value', () => {
    expect(sent({ sessionTags: { Note: [''] } }, {}, 'checkout').READER_SESSION_TAGS).toBe('{"Note":""}');
  });

  test('are allowed in both accounts', () => {
    const { source, target } = twoAccounts();
    reader(target, { sessionTags: { Project: ['reports'] } }).grants.assume(fn(source, 'Function'));
    expect(policyOf(source)).toEqual([
      { Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER_ROLE },
      { Sid: 'TagSessions', Effect: 'Allow', Action: 'sts:TagSession', Resource: READER_ROLE },
    ]);
    expect(trustOf(target).map(({ Action }) => Action)).toEqual(['sts:AssumeRole', 'sts:TagSession']);
  });

  test('fail when one is missing', () => {
    const message = failure({ sessionTags: tags }, { sessionTags: { Project: 'reports' } });
    expect(message).toContain("sessionTags['Cost center'] is missing, and the role refuses sessions without it; expected one of 42, 4?");
    expect(message).toContain('write role.grants.assume(fn, { sessionTags: { "Cost center": \'…\' } })');
  });

  test('fail with a value that the role does not accept', () => {
    expect(failure({ sessionTags: { Project: ['reports', 'invoices-*'] } }, { sessionTags: { Project: 'web' } }))
      .toContain("sessionTags['Project'] is not one that the role accepts, got \"web\"; expected one of reports, invoices-*; send an accepted value, or accept this one on the role");
  });

  test.each(['Team', 'toString', 'project'])('fail for a tag %s that the role does not ask for', (key) => {
    const message = failure({ sessionTags: { Project: ['reports'] } }, { sessionTags: { [key]: 'web' } });
    expect(message).toContain(`sessionTags['${key}'] is set, but the role does not ask for it, so STS would refuse the session, got "web"`);
    expect(message).toContain(`write sessionTags: { "${key}": ['*'] } on the role`);
  });

  test('fail when the role asks for none', () => {
    expect(failure({}, { sessionTags: { Project: 'web' } })).toContain("sessionTags['Project'] is set, but the role does not ask for it");
  });
});

describe('a value that STS does not take', () => {
  test.each([
    ['a source identity with a space', { sourceIdentities: ['*'] }, { sourceIdentity: 'not valid' }],
    ['a source identity of one letter', { sourceIdentities: ['*'] }, { sourceIdentity: 'x' }],
    ['the only source identity that is accepted, of one letter', { sourceIdentities: ['x'] }, {}],
    ['a source identity of 65 letters', { sourceIdentities: ['*'] }, { sourceIdentity: 'x'.repeat(65) }],
    ['a tag with a line break', { sessionTags: { Project: ['*'] } }, { sessionTags: { Project: 'a\nb' } }],
    ['a tag of 257 letters', { sessionTags: { Project: ['*'] } }, { sessionTags: { Project: 'x'.repeat(257) } }],
  ])('fails for %s, whatever the role accepts', (_, requirements, options) => {
    const { source, target } = twoAccounts();
    expect(errorOf(() => reader(target, requirements).grants.assume(fn(source, 'Function'), options))).toContain('STS');
  });
});

describe('options of a role', () => {
  const tagged = { sessionTags: { Project: ['*'] } };
  const options = { environmentPrefix: 'SHOP', sessionName: 'night', sessionTags: { Project: 'reports' } };
  const variables = { SHOP_ROLE_ARN: READER_ROLE, SHOP_ROLE_REGION: 'eu-west-1', SHOP_SESSION_NAME: 'night', SHOP_SESSION_TAGS: '{"Project":"reports"}' };

  test('are those of an invoker that goes via the role with it', () => {
    const { source, target } = twoAccounts();
    const via = reader(target, tagged);
    const role = new iam.Role(source, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    via.grants.assume(role, options);
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }) });
    const invoker = new CrossAccountInvoker(source, 'Checkout', { role, via, targets: [orders] });
    expect(invoker.environment).toEqual({ ...variables, ORDERS_TARGET_ARN: `${ORDERS_FUNCTION}:live`, ORDERS_TARGET_ROLE: 'SHOP' });
  });

  test('are those of a function that runs with it', () => {
    const { source, target } = twoAccounts();
    const { grants } = reader(target, tagged);
    const role = new iam.Role(source, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    grants.assume(role, options);
    grants.assume(fn(source, 'Function', { role }));
    expect(variablesOf(source)).toEqual(variables);
  });
});
