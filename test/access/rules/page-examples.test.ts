import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ts from 'typescript';
import * as ours from '../../../src';
import { check } from '../../../src/access/check';
import { cloudOf } from '../../../src/access/read/read-cloud';
import { RULES } from '../../../src/access/rules';
import { synthesize } from '../../score/synthesize';

const MODULES = { ...cdk, ...ours, apigateway, ec2, iam, kinesis, kms, lambda, s3, secretsmanager, sources, sns, subscriptions, sqs };

/** The app that the README of the rules describes. */
function surroundings(app: cdk.App) {
  const source = new cdk.Stack(app, 'Source', { env: { account: '111111111111', region: 'eu-west-1' } });
  const target = new cdk.Stack(app, 'Target', { env: { account: '222222222222', region: 'eu-west-1' } });
  const fn = (stack: cdk.Stack, name: string) => new lambda.Function(stack, name, {
    functionName: name,
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => undefined;'),
    role: new iam.Role(stack, `${name}-role`, { roleName: name, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
  });
  return { app, source, target, checkout: fn(source, 'checkout'), orders: fn(target, 'orders') };
}

/** The rules that speak of an app with this code in it. */
function rulesFor(code: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
    const { said } = synthesize((app) => {
      const given = { ...MODULES, ...surroundings(app) };
      new Function(...Object.keys(given), outputText)(...Object.values(given));
    }, directory);
    expect(said.filter(({ rule }) => rule === 'refused at synthesis')).toEqual([]);
    return [...new Set(check(cloudOf(directory)).findings.map(({ ruleId }) => ruleId))];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test.each(RULES)('the example of $id is found, both fixes are not', ({ id }) => {
  const page = readFileSync(join(__dirname, '../../../docs/rules', `${id}.md`), 'utf8');
  const [example, fix, withOurs] = Array.from(page.matchAll(/```ts\n([^]*?)```/g), ([, code]) => code);
  expect(rulesFor(example)).toContain(id);
  expect(rulesFor(fix)).not.toContain(id);
  expect(rulesFor(withOurs)).toEqual([]);
});
