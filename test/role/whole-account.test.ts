import { Annotations } from 'aws-cdk-lib';
import { Annotations as Reported, Match } from 'aws-cdk-lib/assertions';
import { CHECKOUT, reader, READER_ROLE } from './templates';
import { AssumableRole, Caller } from '../../src';
import { OTHER_ACCOUNT, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';

const WHOLE_ACCOUNT = 'cdk-cross-account-lambda:AssumableRole.wholeAccount';
const open = Caller.account(SOURCE_ACCOUNT);

describe('a whole account as the caller', () => {
  test('leaves a warning', () => {
    const { target } = twoAccounts();
    reader(target, { callers: [open] });
    Reported.fromStack(target).hasWarning('/Target/Reader', Match.stringLikeRegexp(
      `every identity of account 111111111111 whose own policy allows it may assume this role, without a condition; name the roles with Caller.role.*ack: ${WHOLE_ACCOUNT}`,
    ));
  });

  test('leaves one also for a list, and with strictPrincipals', () => {
    const { target } = twoAccounts();
    reader(target, { strictPrincipals: true, callers: [Caller.accounts([SOURCE_ACCOUNT, OTHER_ACCOUNT])] });
    Reported.fromStack(target).hasWarning('/Target/Reader', Match.stringLikeRegexp('every identity of accounts 111111111111, 333333333333 whose own policy'));
  });

  test('leaves none once it is acknowledged', () => {
    const { target } = twoAccounts();
    Annotations.of(reader(target, { callers: [open] })).acknowledgeWarning(WHOLE_ACCOUNT, 'our build account');
    Reported.fromStack(target).hasNoWarning('*', Match.stringLikeRegexp(WHOLE_ACCOUNT));
  });

  test.each([
    ['an external id', { externalId: 'reports-2026' }, open],
    ['session tags', { sessionTags: { Project: ['reports'] } }, open],
    ['a source identity', { sourceIdentities: ['reports-team'] }, open],
    ['a role', {}, CHECKOUT],
    ['an organization', {}, Caller.organization('o-a1b2c3d4e5')],
    ['an organizational unit', {}, Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111')],
  ])('leaves none with %s', (_, props, caller) => {
    const { target } = twoAccounts();
    reader(target, { ...props, callers: [caller] });
    Reported.fromStack(target).hasNoWarning('*', Match.stringLikeRegexp(WHOLE_ACCOUNT));
  });

  test('leaves one with sessionTags without a tag, which are no condition', () => {
    const { target } = twoAccounts();
    reader(target, { sessionTags: {}, callers: [open] });
    Reported.fromStack(target).hasWarning('/Target/Reader', Match.stringLikeRegexp(WHOLE_ACCOUNT));
  });

  test.each([
    ['any source identity', { sourceIdentities: ['*'] }],
    ['any value of a tag', { sessionTags: { Project: ['*'] } }],
  ])('leaves one with %s, which keeps nobody out', (_, props) => {
    const { target } = twoAccounts();
    reader(target, { ...props, callers: [open] });
    Reported.fromStack(target).hasWarning('/Target/Reader', Match.stringLikeRegexp(WHOLE_ACCOUNT));
  });

  test('of an imported role is not let in by this app, and leaves nothing', () => {
    const { source } = twoAccounts();
    AssumableRole.fromRoleArn(source, 'Reader', READER_ROLE);
    Reported.fromStack(source).hasNoWarning('*', Match.stringLikeRegexp(WHOLE_ACCOUNT));
  });
});
