import { join } from 'node:path';
import { read } from './reader-of';
import { readAssembly } from '../../../src/access/read/assembly';
import { cloudOf } from '../../../src/access/read/read-cloud';
import { readersOf } from '../../../src/access/read/readers';
import { assemblyOf, filesOf } from '../assembly-of';
import type { AssemblyFiles } from '../assembly-of';

const ROLE = { Resources: { Role: { Type: 'AWS::IAM::Role' } } };

function readersFor(assembly: AssemblyFiles, options = {}) {
  const directory = assemblyOf(assembly);
  return { ...readersOf(readAssembly(directory, options), options), directory };
}

describe('stacks', () => {
  test('have their place, name and path', () => {
    const { readers } = readersFor({
      stacks: {
        Source: { template: {} },
        Target1234: { template: {}, env: '222222222222/us-gov-east-1', stackName: 'Prod-Target', displayName: 'Prod/Target (Prod-Target)' },
      },
    });

    expect(readers.map(({ stack }) => ({ ...stack }))).toEqual([
      { name: 'Source', id: 'Source', account: '111111111111', region: 'eu-west-1', partition: 'aws', templateFile: 'Source.template.json', dependsOn: [] },
      { name: 'Prod-Target', id: 'Prod/Target', account: '222222222222', region: 'us-gov-east-1', partition: 'aws-us-gov', templateFile: 'Target1234.template.json', dependsOn: [] },
    ]);
  });

  test('are deployed after those that they depend on, also through others', () => {
    const { readers } = readersFor({
      stacks: {
        A: { template: {}, displayName: 'Stage/A' },
        B: { template: {}, dependencies: ['A', 'B.assets', 'A'] },
        C: { template: {}, dependencies: ['B', 'A', 'C', 'gone'] },
      },
    });

    expect(readers.map(({ stack }) => stack.dependsOn)).toEqual([[], ['Stage/A'], ['B', 'Stage/A']]);
    expect(readers[2].stack.dependsOn).toBe(readers[2].stack.dependsOn);
  });

  test('of stages have templates in the directory of the stage', () => {
    const { readers } = readersFor({ stacks: { Pipeline: { template: {} } }, stages: { 'assembly-Prod': { stacks: { ProdA: { template: ROLE, displayName: 'Prod/A' } } } } });

    expect(readers.map(({ stack }) => [stack.id, stack.templateFile])).toEqual([['Pipeline', 'Pipeline.template.json'], ['Prod/A', 'assembly-Prod/ProdA.template.json']]);
    expect(read(readers[1].ref('Role'))).toBe('ProdA-Role-<generated>');
  });

  test('without an env are each in an account of its own, in the partition of the others', () => {
    const nowhere = { template: ROLE, env: 'unknown' };
    const { readers, unknowns } = readersFor({ stacks: { A: nowhere, B: nowhere, C: { template: {}, env: '111111111111/cn-north-1' } } });

    expect(readers.map(({ stack }) => read([stack.account, stack.region, stack.partition]))).toEqual([
      ['<account of A>', '<region of A>', 'aws-cn'], ['<account of B>', '<region of B>', 'aws-cn'], ['111111111111', 'cn-north-1', 'aws-cn'],
    ]);
    expect(unknowns.map(({ path, what }) => `${path}: ${what}`)).toContain('A: the account that the stack is deployed to is not known');
    expect(readersFor({ stacks: { A: nowhere } }, { env: { account: '333333333333', region: 'eu-west-1' } }).readers[0].arn('Role')).toMatch('arn:aws:iam::333333333333:role/A-Role-');
  });

  test('get values for their parameters, by name or id', () => {
    const template = { Parameters: { A: { Type: 'String', Default: 'x' }, B: { Type: 'String' }, C: { Type: 'String' } } };
    const { readers: [reader] } = readersFor(
      { stacks: { S: { template, displayName: 'Prod/S', artifact: { properties: { templateFile: 'S.template.json', parameters: { B: 'b' } } } } } },
      { parameters: { 'S': { A: 'a' }, 'Prod/S': { C: 'c' } } },
    );

    expect(['A', 'B', 'C'].map((Ref) => reader.text({ Ref }))).toEqual(['a', 'b', 'c']);
  });

  test('can be chosen; the others are still there for references', () => {
    const stacks = {
      A: { template: { Outputs: { X: { Value: 'x', Export: { Name: 'X' } } } } },
      B: { template: {}, stackName: 'Second' },
      Third: { template: {}, displayName: 'Prod/Third' },
    };
    const chosen = (...names: string[]) => readersFor({ stacks }, { stacks: names }).readers;

    expect(chosen('Second', 'Prod').map(({ stack }) => stack.id)).toEqual(['B', 'Prod/Third']);
    expect(chosen('B')[0].text({ 'Fn::ImportValue': 'X' })).toBe('x');
    expect(() => chosen('Gone', 'Pro')).toThrow('no stack is called Gone or Pro: there are A, B, Prod/Third');
    expect(readersFor({ stacks: {} }, { stacks: ['A'] }).readers).toEqual([]);
  });
});

describe('construct paths', () => {
  const metadata = (path: string, id: string) => ({ [path]: [{ type: 'aws:cdk:creationStack', data: [] }, { type: 'aws:cdk:logicalId', data: id }] });

  test('stand in the template, the manifest or a file beside it', () => {
    const { readers: [reader] } = readersFor({
      stacks: {
        S: {
          template: { Resources: { A: { Type: 'A::B::C', Metadata: { 'aws:cdk:path': 'S/A/Resource' } }, B: { Type: 'A::B::C' }, C: { Type: 'A::B::C' }, D: { Type: 'A::B::C' } } },
          artifact: { metadata: metadata('/S/B/Resource', 'B'), additionalMetadataFile: 'S.metadata.json' },
        },
      },
      files: { 'S.metadata.json': metadata('/S/C/Resource', 'C') },
    });

    expect(['A', 'B', 'C', 'D'].map((id) => reader.site(id).path)).toEqual(['S/A/Resource', 'S/B/Resource', 'S/C/Resource', 'S/D']);
  });

  test('are the ids where the file is broken', () => {
    const { readers: [reader] } = readersFor({ stacks: { S: { template: ROLE, artifact: { additionalMetadataFile: 'S.metadata.json' } } }, files: { 'S.metadata.json': '{' } });

    expect(reader.site('Role').path).toBe('S/Role');
  });
});

test('rules that are set aside at a construct or above it, with the reason', () => {
  const said = (path: string, rules: object) => ({ [path]: [{ type: 'aws:cdk:acknowledged-rules', data: rules }] });
  const cloud = cloudOf(assemblyOf({
    stacks: {
      S: { template: { Resources: { A: { Type: 'AWS::SNS::Topic', Metadata: { 'aws:cdk:path': 'S/A/Resource' } } } }, artifact: { additionalMetadataFile: 'S.metadata.json', metadata: said('/S', { one: 'for all' }) } },
      T: { template: {} },
    },
    files: { 'S.metadata.json': { ...said('/S/A', { two: 'for A' }), ...said('/S', { three: 'also' }) } },
  }));
  const asked = (path: string, ...ids: string[]) => cloud.acknowledged!({ stack: cloud.stacks[0], logicalId: 'A', type: 'AWS::SNS::Topic', path }, ids);

  expect([asked('S/A/Resource', 'one'), asked('S/A/Resource', 'x', 'two'), asked('S/B', 'two'), asked('S/B', 'three')]).toEqual(['for all', 'for A', undefined, 'also']);
  expect(cloud.acknowledged!({ stack: cloud.stacks[1], logicalId: 'A', type: '', path: 'T/A' }, ['one'])).toBeUndefined();
});

describe('nested stacks', () => {
  const inner = {
    Parameters: { Name: { Type: 'String' }, Other: { Type: 'String', Default: 'd' } },
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } },
    Outputs: { QueueArn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
  };
  const url = { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, '/assets/0123456789abcdef.json']] };
  const outer = (nested: object) => ({
    Resources: {
      Nested: { Type: 'AWS::CloudFormation::Stack', ...nested },
      Named: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'orders' } },
      Reader: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::GetAtt': ['Nested', 'Outputs.QueueArn'] } } },
    },
  });
  const parameters = { Name: { 'Fn::GetAtt': ['Named', 'TopicName'] } };
  const assets = {
    files: {
      a: { source: { path: 'inner.nested.template.json' }, destinations: { d: { objectKey: 'prefix/0123456789abcdef.json' } } },
      b: { source: { executable: ['make'] }, destinations: { d: { objectKey: 'b.zip' } } },
      c: { source: { path: 'asset.c' }, destinations: { d: {} } },
      d: { source: { path: 'asset.d' } },
    },
  };
  const metadata = {
    '/S/Nested.NestedStack/Nested.NestedStackResource': [{ type: 'aws:cdk:logicalId', data: 'Nested' }],
    '/S/Else/Queue/Resource': [{ type: 'aws:cdk:logicalId', data: 'Queue' }],
    '/S/Nested/Queue/Resource': [{ type: 'aws:cdk:logicalId', data: 'Queue' }],
  };

  test.each([
    ['an asset of the assembly', { Properties: { TemplateURL: url, Parameters: parameters } }],
    ['the metadata of the command line', { Properties: { TemplateURL: url, Parameters: parameters }, Metadata: { 'aws:asset:path': 'inner.nested.template.json' } }],
  ])('with their parameters and outputs, by %s', (_, nested) => {
    const { readers: [parent, child], unknowns } = readersFor({
      stacks: { Before: { template: {} }, S: { template: outer(nested), dependencies: ['Before'], artifact: { metadata } } },
      files: { 'inner.nested.template.json': inner, ...!('Metadata' in nested) && { 'S.assets.json': assets } },
    }, { stacks: ['S'] });

    expect(child.stack).toMatchObject({ id: 'S/Nested', account: '111111111111', templateFile: 'inner.nested.template.json', dependsOn: ['Before'] });
    expect(read(child.stack.name)).toBe('S-Nested-<generated>');
    expect(child.text({ Ref: 'Other' })).toBe('d');
    expect(child.arn('Queue')).toBe('arn:aws:sqs:eu-west-1:111111111111:orders');
    expect(parent.att('Nested', 'Outputs.QueueArn')).toBe('arn:aws:sqs:eu-west-1:111111111111:orders');
    expect(read(parent.att('Nested', 'Outputs.Gone'))).toBe('<Outputs.Gone of Nested of S>');
    expect(child.site('Queue').path).toBe('S/Nested/Queue/Resource');
    expect(unknowns.map(({ what }) => what)).toEqual(['Outputs.Gone is known after deployment only']);
  });

  test('have the acknowledgements of the stack that is deployed', () => {
    const template = { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'mid.json' } } } };
    const set = { '/S/Nested': [{ type: 'aws:cdk:acknowledged-rules', data: { one: 'why' } }] };
    const cloud = cloudOf(assemblyOf({ stacks: { S: { template, artifact: { metadata: set } } }, files: { 'mid.json': ROLE } }));
    const site = { stack: cloud.stacks[1], logicalId: 'Role', type: 'AWS::IAM::Role', path: 'S/Nested/Role/Resource' };

    expect(cloud.acknowledged!(site, ['one'])).toBe('why');
  });

  test('whose template is not here leave their outputs open', () => {
    const { readers, unknowns } = readersFor({ stacks: { S: { template: outer({ Properties: { TemplateURL: 'https://elsewhere/stack.json' } }) } } });

    expect(readers).toHaveLength(1);
    expect(unknowns).toEqual([{ path: 'S/Nested', what: 'the template of the nested stack is not here: what it creates is missing' }]);
    expect(read(readers[0].resolve({ 'Fn::GetAtt': 'Nested.Outputs.QueueArn' }))).toBe('<Outputs.QueueArn of Nested of S>');
  });

  test('of nested stacks', () => {
    const deep = { Resources: { Deep: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'deep.json' } } } };
    const { readers } = readersFor({ stacks: { S: { template: { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'mid.json' } } } } } }, files: { 'mid.json': deep, 'deep.json': ROLE } });

    expect(readers.map(({ stack }) => stack.id)).toEqual(['S', 'S/Nested', 'S/Nested/Deep']);
    // Its name is longer than a role's may be, so that nobody knows how it is cut.
    expect(read(readers[2].ref('Role'))).toBe('S-Nested-<generated>-Deep-<generated>-Role-<generated>');
    expect(readers[2].site('Role').path).toBe('S/Nested/Deep/Role');
  });
});

describe('assets', () => {
  const code = (props: object, Metadata?: object) => ({ Type: 'AWS::Lambda::Function', Properties: props, Metadata });
  const files = { 'S.assets.json': { files: { a: { source: { path: 'asset.a' }, destinations: { d: { objectKey: 'a.zip' } } } } }, 'T.assets.json': '{' };
  const template = {
    Resources: {
      ByKey: code({ Code: { S3Bucket: 'b', S3Key: { 'Fn::Sub': 'a.zip' } } }),
      ByPath: code({ Code: { S3Key: 'a.zip' } }, { 'aws:asset:path': 'asset.b' }),
      Absolute: code({}, { 'aws:asset:path': '/elsewhere/asset.c' }),
      Layer: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Key: 'a.zip' } } },
      Inline: code({ Code: { ZipFile: 'x' } }),
      Elsewhere: code({ Code: { S3Key: 'elsewhere.zip' } }),
      Nothing: { Type: 'AWS::Lambda::Function' },
    },
  };

  test('are found by their path or their key', () => {
    const { readers: [reader], directory } = readersFor({ stacks: { S: { template } }, files });
    const found = [...Object.keys(template.Resources), 'Gone'].map((id) => [id, reader.asset(id)]);

    expect(Object.fromEntries(found)).toEqual({
      ByKey: join(directory, 'asset.a'),
      ByPath: join(directory, 'asset.b'),
      Absolute: '/elsewhere/asset.c',
      Layer: join(directory, 'asset.a'),
      Inline: undefined,
      Elsewhere: undefined,
      Nothing: undefined,
      Gone: undefined,
    });
  });
});

describe('what cannot be read', () => {
  test('no assembly', () => {
    const empty = filesOf({});

    expect(() => readAssembly(empty)).toThrow(`no cloud assembly in ${empty}: expected the file ${join(empty, 'manifest.json')}; \`npx cdk synth\` writes it, by default into cdk.out`);
    expect(() => readAssembly(filesOf({ 'manifest.json': '{' }))).toThrow('manifest.json is no manifest of a cloud assembly');
    expect(readAssembly(filesOf({ 'manifest.json': {} }))).toEqual([]);
  });

  test.each<[what: string, template: string | object, problem: RegExp]>([
    ['no JSON', '{', /S\.template\.json is no CloudFormation template: /],
    ['no YAML', 'a: b: c', /S\.template\.json is no CloudFormation template: /],
    ['a text', 'Resources', /S\.template\.json is no CloudFormation template: it holds no object/],
  ])('a template that is %s', (_, template, problem) => {
    const cloud = cloudOf(assemblyOf({ stacks: { S: { template }, T: { template: ROLE } } }));

    expect(cloud.unknowns).toEqual([{ path: 'S', what: expect.stringMatching(problem) }]);
    expect(cloud.identities.size).toBe(1);
  });

  test('a template that is not there', () => {
    const directory = assemblyOf({ stacks: { S: { template: ROLE, artifact: { properties: {} } }, T: { template: {}, artifact: { properties: { templateFile: 'gone.json' } } } } });

    expect(cloudOf(directory).unknowns.map(({ path, what }) => `${path} ${what}`)).toEqual([expect.stringMatching(/^T .*gone\.json cannot be read: ENOENT/)]);
  });

  test('sections and resources of a wrong form are left out', () => {
    const loop = { 'Fn::ForEach::Queues': ['Name', ['a'], {}] };
    const resources = { A: null, B: {}, C: { Type: 7 }, D: { Type: 'AWS::SNS::Topic' }, ...loop };
    const { readers: [reader], unknowns } = readersFor({ stacks: { S: { template: { Parameters: [], Resources: resources, Mappings: 'x' } } } });

    expect(['A', 'B', 'C', 'D'].map((id) => reader.has(id))).toEqual([false, false, false, true]);
    expect(unknowns.map(({ path, what }) => `${path}: ${what}`)).toEqual([
      'S: Parameters of the template is no object and is not read',
      'S: Mappings of the template is no object and is not read',
      ...['A', 'B', 'C'].map((id) => `S/${id}: it has no Type and is not read`),
      'S/Queues: Fn::ForEach is not read: what it would create is missing here',
    ]);
  });

  test('an artifact without a place or a directory', () => {
    const directory = filesOf({ 'manifest.json': { artifacts: { S: { type: 'aws:cloudformation:stack' }, Tree: { type: 'cdk:tree' } } }, 'S.template.json': ROLE });

    expect(read(readAssembly(directory).map(({ stack }) => [stack.id, stack.account]))).toEqual([['S', '<account of S>']]);
  });
});
