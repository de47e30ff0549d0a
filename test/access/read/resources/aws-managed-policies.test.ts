import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { awsManagedPolicy } from '../../../../src/access/read/resources/aws-managed-policies';
import { parseStatements } from '../../../../src/access/read/resources/parse-statement';

const lines = gunzipSync(readFileSync(join(__dirname, '../../../../data/aws-managed-policies.gz'))).toString().trimEnd().split('\n');

test('the data says where it comes from, and its notice says the same', () => {
  const { source, newest, policies } = JSON.parse(lines[0]) as Record<string, string | number>;
  expect(source).toMatch(/^moto \d+\.\d+\.\d+, Apache-2\.0/);
  expect(policies).toBe(lines.length - 1);
  const notice = readFileSync(join(__dirname, '../../../../data/NOTICE.md'), 'utf8');
  expect(notice).toContain(String(newest));
  expect(notice).toContain(/moto (\S+),/.exec(String(source))![1]);
});

test('every document is found by its name, and is read without doubt', () => {
  const names = lines.slice(1).map((line) => line.slice(0, line.indexOf('\t')));
  const doubtful = names.filter((name) => {
    const statements = parseStatements(awsManagedPolicy(name), { policy: name });
    return statements.length === 0 || statements.some(({ source }) => source.unknown !== undefined);
  });
  expect(doubtful).toEqual([]);
});

test.each([
  ['AdministratorAccess', '*'],
  ['AWSLambda_FullAccess', 'lambda:*'],
  ['service-role/AWSLambdaRole', 'lambda:invokefunction'],
  ['service-role/AWSLambdaBasicExecutionRole', 'logs:putlogevents'],
  ['service-role/AWSLambdaVPCAccessExecutionRole', 'ec2:createnetworkinterface'],
  ['service-role/AWSLambdaSQSQueueExecutionRole', 'sqs:receivemessage'],
  ['service-role/AWSLambdaKinesisExecutionRole', 'kinesis:getrecords'],
  ['service-role/AWSLambdaDynamoDBExecutionRole', 'dynamodb:getrecords'],
  ['service-role/AWSLambdaMSKExecutionRole', 'kafka:describecluster'],
])('%s allows %s', (name, action) => {
  expect(parseStatements(awsManagedPolicy(name), { policy: name }).flatMap(({ actions }) => actions)).toContain(action);
});

test('a name that is not there, also the end of one that is', () => {
  expect(awsManagedPolicy('AWSLambdaNoSuchPolicy')).toBeUndefined();
  expect(awsManagedPolicy('AWSLambdaBasicExecutionRole')).toBeUndefined();
});

test('ARNs in it are of the partition that asks', () => {
  const name = lines.find((line) => line.includes('"arn:aws:'))!.split('\t')[0];
  expect(awsManagedPolicy(name, 'aws-cn')).toContain('"arn:aws-cn:');
  expect(awsManagedPolicy(name, 'aws-cn')).not.toContain('"arn:aws:');
});
