import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allow, CHECKOUT, fn, FOR_LAMBDA, found, only, READER, role, SOURCE, source, target } from './report-of';

const ASSUME = allow('sts:AssumeRole', READER);
const TRUST = {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { AWS: `arn:aws:iam::${SOURCE}:root` },
  Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT }, StringEquals: { 'sts:ExternalId': 'shop' } },
};
const ASKS = target({ Reader: role('reader', [TRUST]) });
const SENDS_NONE = 'sts.assumeRole({ RoleArn: process.env.READER, RoleSessionName: "checkout" })';

function caller(code: object, more: object = {}, trust: object[] = [FOR_LAMBDA]) {
  return { Checkout: role('checkout', trust, [ASSUME]), Function: fn('checkout', CHECKOUT, { Code: code, ...more }) };
}

test('the code of the function sends none', () => {
  expect(only([source(caller({ ZipFile: SENDS_NONE })), ASKS])).toEqual({
    rule: 'external-id-not-sent error',
    message: 'the trust policy of arn:aws:iam::222222222222:role/reader asks arn:aws:iam::111111111111:role/checkout for an external id '
      + '(sts:ExternalId), and the code of its functions speaks of none',
    fix: 'pass ExternalId to AssumeRole, given to the function as an environment variable; or drop the condition where both accounts are your own',
    at: 'Source/Checkout',
    other: 'Target/Reader',
  });
});

test('a state machine sends its own ARN', () => {
  const states = 'arn:aws:states:eu-west-1:111111111111:stateMachine:placing';
  const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'arn:aws:lambda:eu-west-1:222222222222:function:orders' }, Credentials: { RoleArn: READER }, End: true };
  const machine = {
    Sender: role('checkout', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }], [ASSUME]),
    Placing: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { StateMachineName: 'placing', RoleArn: CHECKOUT, Definition: { StartAt: 'Call', States: { Call: task } } },
    },
  };
  const reader = (id: string) => target({
    Reader: role('reader', [{ ...TRUST, Condition: { ...TRUST.Condition, StringEquals: { 'sts:ExternalId': id } } }],
      [allow('lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:222222222222:function:orders')]),
  });
  expect(found(source(machine), reader(states))).toEqual([]);
  expect(only([source(machine), reader('shop')])).toEqual({
    rule: 'external-id-not-sent error',
    message: 'the trust policy of arn:aws:iam::222222222222:role/reader asks arn:aws:iam::111111111111:role/checkout for an external id '
      + '(sts:ExternalId), and its service sends \'arn:aws:states:eu-west-1:111111111111:stateMachine:placing\'',
    fix: 'write sts:ExternalId as \'arn:aws:states:eu-west-1:111111111111:stateMachine:placing\' in the trust policy',
    at: 'Source/Placing',
    other: 'Target/Reader',
  });
});

describe('silent', () => {
  test('the code speaks of an external id', () => {
    expect(found(source(caller({ ZipFile: SENDS_NONE.replace('})', ', ExternalId: "shop" })') })), ASKS)).toEqual([]);
  });

  test('a variable of the environment is named like one', () => {
    expect(found(source(caller({ ZipFile: SENDS_NONE }, { Environment: { Variables: { READER_EXTERNAL_ID: 'shop' } } })), ASKS)).toEqual([]);
  });

  test('code that cannot be read: in a bucket, in another language, in a layer of another app', () => {
    expect(found(source(caller({ S3Bucket: 'code', S3Key: 'checkout.zip' })), ASKS)).toEqual([]);
    expect(found(source(caller({ ZipFile: SENDS_NONE }, { Runtime: 'java21' })), ASKS)).toEqual([]);
    expect(found(source(caller({ ZipFile: SENDS_NONE }, { Layers: ['arn:aws:lambda:eu-west-1:333333333333:layer:sdk:1'] })), ASKS)).toEqual([]);
  });

  test('the role is not for functions only, or no function has it', () => {
    const alsoEc2 = { ...FOR_LAMBDA, Principal: { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] } };
    expect(found(source(caller({ ZipFile: SENDS_NONE }, {}, [alsoEc2])), ASKS)).toEqual([]);
    expect(found(source({ Checkout: role('checkout', [FOR_LAMBDA], [ASSUME]) }), ASKS)).toEqual([]);
  });

  test('another statement lets the caller in without one', () => {
    const tagged = { ...TRUST, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'shop' } } };
    expect(found(source(caller({ ZipFile: SENDS_NONE })), target({ Reader: role('reader', [TRUST, tagged]) }))).toEqual([]);
  });

  test('who sends none is let in, or any is good', () => {
    for (const StringCondition of [{ StringEqualsIfExists: { 'sts:ExternalId': 'shop' } }, { StringLike: { 'sts:ExternalId': '*' } }]) {
      const trust = { ...TRUST, Condition: StringCondition };
      expect(found(source(caller({ ZipFile: SENDS_NONE })), target({ Reader: role('reader', [{ ...trust, Principal: { AWS: CHECKOUT } }], []) }, { dependsOn: ['Source'] }))).toEqual([]);
    }
  });
});

describe('code in a directory', () => {
  let directory: string;
  beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'code-')); });
  afterEach(() => rmSync(directory, { recursive: true }));

  const findings = () => found(source(caller({ S3Bucket: 'assets', S3Key: 'code.zip' }), { assets: { 'code.zip': directory } }), ASKS);

  test('is read, but for what is no code', () => {
    mkdirSync(join(directory, 'lib'));
    writeFileSync(join(directory, 'lib', 'index.js'), SENDS_NONE);
    writeFileSync(join(directory, 'README.md'), 'pass ExternalId');
    expect(findings()).toEqual(['external-id-not-sent at Source/Checkout']);
  });

  test('that speaks of one somewhere', () => {
    writeFileSync(join(directory, 'index.js'), SENDS_NONE);
    writeFileSync(join(directory, 'config.json'), '{"external_id": "shop"}');
    expect(findings()).toEqual([]);
  });

  test('with a part that is no text, or too large to be written by a person', () => {
    writeFileSync(join(directory, 'index.js'), SENDS_NONE);
    writeFileSync(join(directory, 'native.node'), '');
    expect(findings()).toEqual([]);
    rmSync(join(directory, 'native.node'));
    writeFileSync(join(directory, 'bundle.js'), ' '.repeat(2_000_001));
    expect(findings()).toEqual([]);
  });

  test('that is not there', () => {
    expect(found(source(caller({ S3Bucket: 'assets', S3Key: 'code.zip' }), { assets: { 'code.zip': join(directory, 'gone') } }), ASKS)).toEqual([]);
  });
});
