import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { RULES } from '../../../src/access/rules';

const ROOT = join(__dirname, '../../..');
const PAGES = join(ROOT, 'docs/rules');
const IDS = RULES.map(({ id }) => id);
const pageOf = (id: string): string => readFileSync(join(PAGES, `${id}.md`), 'utf8');
const HEADINGS = ['## What goes wrong', '## Example', '## Fix', '## Acknowledge', '## What it does not see'];

test('every rule has a page, and every page a rule', () => {
  expect(readdirSync(PAGES).sort()).toEqual([...IDS.map((id) => `${id}.md`), 'README.md'].sort());
});

test('the table has one row for each rule, in its words and their order', () => {
  const rows = pageOf('README').split('\n').filter((line) => line.startsWith('| [`'));
  expect(rows).toEqual(RULES.map(({ id, severity, title }) => `| [\`${id}\`](${id}.md) | ${severity} | ${title} |`));
});

test.each(RULES)('the page of $id has its title, its severity, a source, and all parts', ({ id, severity, title }) => {
  const page = pageOf(id);
  expect(page.startsWith(`# ${id}\n\n${title}. Severity: **${severity}**.\n`)).toBe(true);
  expect(page.split('\n').filter((line) => line.startsWith('## '))).toEqual(HEADINGS);
  expect(page).toMatch(/\]\(https:\/\/(docs\.aws\.amazon\.com|github\.com)\/[^ )]+\)/);
  expect(page).toContain(`acknowledge({ id: 'cdk-cross-account-lambda::${id}', reason:`);
  expect(page.split('\n').filter((line) => line.length > 200 && !line.includes('http') && !line.includes('actions:'))).toEqual([]);
});

/** What the README of the rules says that the examples have around them. */
const AROUND = `
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
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
import {
  AssumableRole, Caller, CrossAccountAccessPlugin, CrossAccountBucketDestination, CrossAccountInvoker, CrossAccountKinesisEventSource, CrossAccountQueueEventSource,
  CrossAccountRestIntegration, CrossAccountSubscription, CrossAccountTarget, ResourcePolicyType,
} from '${join(ROOT, 'src')}';
declare const app: App;
declare const source: Stack;
declare const target: Stack;
declare const checkout: lambda.Function;
declare const orders: lambda.Function;
`;

/** Each example is a function of its own, in one file: what a hundred files import alike would be looked up a hundred times. */
test('the examples compile', () => {
  const examples = ['README', ...IDS].flatMap((id) => Array.from(pageOf(id).matchAll(/```ts\n([^]*?)```/g), ([, code]) => ({ id, code })));
  expect(examples).toHaveLength(2 + 4 * IDS.length);
  const name = join(PAGES, 'examples.ts');
  const text = `${AROUND}${examples.map(({ id, code }, index) => `/* ${id} */ export function example${index}(): void {\n${code}\n}\n`).join('')}`;
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    esModuleInterop: true,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    ignoreDeprecations: '6.0',
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.getSourceFile = (file, version) => file === name ? ts.createSourceFile(file, text, version) : getSourceFile(file, version);
  const program = ts.createProgram([name], options, host);
  const file = program.getSourceFile(name);
  const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ start = 0, messageText }) =>
    `${text.slice(0, start).split('/* ').pop()!.split(' ')[0]}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  expect(problems).toEqual([]);
}, 60_000);
