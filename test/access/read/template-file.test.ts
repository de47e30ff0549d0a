import { join } from 'node:path';
import { read } from './reader-of';
import { cloudOfTemplates } from '../../../src/access/read/read-cloud';
import { readersOf } from '../../../src/access/read/readers';
import { readTemplateFiles } from '../../../src/access/read/template-file';
import { parseYaml } from '../../../src/access/read/yaml';
import { filesOf } from '../assembly-of';

const PLACE = { account: '111111111111', region: 'eu-west-1' };

describe('YAML', () => {
  test.each<[yaml: string, value: unknown]>([
    ['!Ref A', { Ref: 'A' }],
    ['!Condition A', { Condition: 'A' }],
    ['!GetAtt A.Arn', { 'Fn::GetAtt': 'A.Arn' }],
    ['!GetAtt [A, Arn]', { 'Fn::GetAtt': ['A', 'Arn'] }],
    ['!Join ["", [a, !Ref B]]', { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
    ['!Sub ["${a}", { a: !Ref B }]', { 'Fn::Sub': ['${a}', { a: { Ref: 'B' } }] }],
    ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['Fn::GetStackOutput: { StackName: S }', { 'Fn::GetStackOutput': { StackName: 'S' } }],
    ['Version: 2012-10-17', { Version: '2012-10-17' }],
    ['A:', { A: null }],
    ['1: !!str 2', { 1: '2' }],
    ['[a: &x { b: 1 }, c: *x, { <<: *x, b: 2, d: 3 }]', [{ a: { b: 1 } }, { c: { b: 1 } }, { b: 2, d: 3 }]],
    ['', null],
  ])('%s', (yaml, value) => {
    expect(parseYaml(yaml)).toEqual(value);
  });

  test('with a mistake', () => {
    expect(() => parseYaml('a: b: c')).toThrow(/at line 1/);
  });
});

test('a template in YAML, in its place', () => {
  const directory = filesOf({
    'orders.template.yaml': `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "orders-\${AWS::Region}"
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: lambda.amazonaws.com } }] }
  Orders:
    Type: AWS::Lambda::Function
    Metadata: { "aws:cdk:path": Orders/Resource }
    Properties: { Code: { S3Key: code.zip }, Handler: index.handler, Runtime: nodejs22.x, Role: !GetAtt Role.Arn }
`,
    'code.zip': '',
  });
  const cloud = cloudOfTemplates([{ path: join(directory, 'orders.template.yaml'), ...PLACE }]);
  const [orders] = cloud.functions.values();

  expect(cloud.unknowns).toEqual([]);
  expect([...cloud.identities.keys()]).toEqual(['arn:aws:iam::111111111111:role/orders-eu-west-1']);
  expect([orders.roleArn, read(orders.name), orders.code.directory, orders.site.path]).toEqual([
    'arn:aws:iam::111111111111:role/orders-eu-west-1', 'orders-Orders-<generated>', join(directory, 'code.zip'), 'Orders/Resource',
  ]);
});

test('stacks of one name in two accounts are told apart, also where one account is not known', () => {
  const path = join(filesOf({ 'team.json': '{ "Parameters": { "A": {} } }' }), 'team.json');
  const templates = readTemplateFiles([{ path, ...PLACE }, { path, region: 'us-east-1' }, { path, stackName: 'other' }], {
    parameters: { 'team': { A: 'all' }, '111111111111/eu-west-1/team': { A: 'one' } },
  });

  expect(templates.map(({ stack }) => [stack.id, stack.name])).toEqual([['111111111111/eu-west-1/team', 'team'], ['us-east-1/team', 'team'], ['other', 'other']]);
  expect(readersOf(templates).readers.map((reader) => read(reader.text({ Ref: 'A' })))).toEqual(['one', 'all', '<parameter A of other>']);
  expect(templates.map(({ stack }) => stack.dependsOn)).toEqual([[], [], []]);
});

test('a place for all', () => {
  const path = join(filesOf({ 'team.json': '{}' }), 'team.json');

  expect(readTemplateFiles([{ path }], { env: PLACE })[0].stack).toMatchObject(PLACE);
});

test('nested stacks lie beside the template, and have no construct paths', () => {
  const directory = filesOf({
    'outer.json': {
      Resources: {
        Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'parts/inner.json' } },
        Gone: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'parts/gone.json' } },
        Empty: { Type: 'AWS::CloudFormation::Stack' },
      },
    },
    'parts/inner.json': { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } },
  });
  const { readers } = readersOf(readTemplateFiles([{ path: join(directory, 'outer.json'), ...PLACE }]));

  expect(readers.map(({ stack }) => stack.id)).toEqual(['outer', 'outer/Inner']);
  expect(readers[1].site('Topic').path).toBe('outer/Inner/Topic');
});

test.each([
  ['mistaken YAML', 'Resources: { A: ${B} }', /template\.yaml is no CloudFormation template: .* at line 1/],
  ['another text', 'hello', /template\.yaml is no CloudFormation template: it holds no object/],
])('%s is no answer to a question about that file', (_, text, message) => {
  const path = join(filesOf({ 'template.yaml': text }), 'template.yaml');
  expect(() => readTemplateFiles([{ path, ...PLACE }])).toThrow(message);
});

test('a file that is not there', () => {
  expect(() => readTemplateFiles([{ path: 'gone.yaml', ...PLACE }])).toThrow('no template gone.yaml: expected a CloudFormation or SAM template in JSON or YAML');
});
