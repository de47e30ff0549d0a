import { check } from '../../../src/access/check';
import type { Cloud } from '../../../src/access/model/cloud';
import { cloudOf } from '../../../src/access/read/read-cloud';
import { assemblyOf, filesOf } from '../assembly-of';

/*
 * Whatever is in the files was written by somebody: reading and checking neither throw nor go on without end, and what is
 * left out is said.
 */

type Resources = Record<string, unknown>;

const role = (RoleName: unknown): object => ({ Type: 'AWS::IAM::Role', Properties: { RoleName, AssumeRolePolicyDocument: { Statement: [] } } });
const nested = (TemplateURL: string): object => ({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL }, Metadata: { 'aws:asset:path': TemplateURL } });

function read(templates: Record<string, object | string>, files: Record<string, string | object> = {}): Cloud {
  const stacks = Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, { template }]));
  const cloud = cloudOf(assemblyOf({ stacks, files }));
  check(cloud);
  return cloud;
}

const said = (cloud: Cloud): string[] => cloud.unknowns.map(({ path, what }) => `${path}: ${what}`);

describe('what leads back to itself', () => {
  const BACK = expect.stringMatching(/^[AB]: it leads back to itself$/);
  const output = (name: string) => ({ 'Fn::GetStackOutput': { StackName: name, OutputName: 'O' } });
  const imported = (name: string) => ({ 'Fn::ImportValue': name });

  test.each<[string, Record<string, object>]>([
    ['exports of two stacks', {
      A: { Resources: { R: role(imported('b')) }, Outputs: { O: { Value: imported('b'), Export: { Name: 'a' } } } },
      B: { Resources: {}, Outputs: { O: { Value: imported('a'), Export: { Name: 'b' } } } },
    }],
    ['the name of an export', { A: { Resources: { R: role(imported('a')) }, Outputs: { O: { Value: 'x', Export: { Name: imported('a') } } } } }],
    ['outputs of two stacks', {
      A: { Resources: { R: role(output('B')) }, Outputs: { O: { Value: output('B') } } },
      B: { Resources: {}, Outputs: { O: { Value: output('A') } } },
    }],
  ])('%s', (_, templates) => {
    const cloud = read(templates);
    expect(said(cloud)).toContainEqual(BACK);
    expect(cloud.identities.size).toBe(1);
  });

  test('a nested stack of itself is read once', () => {
    const cloud = read({ P: { Resources: { N: nested('n.json') } } }, { 'n.json': { Resources: { N: nested('n.json'), R: role('r') } } });
    expect([...cloud.identities.values()].map(({ name }) => name)).toEqual(['r']);
    expect(cloud.stacks).toHaveLength(2);
  });

  test.each(['.', '..', undefined])('a stage in the directory %s', (directoryName) => {
    const manifest = { artifacts: { Stage: { type: 'cdk:cloud-assembly', properties: { directoryName } }, none: null } };
    expect(cloudOf(filesOf({ 'manifest.json': manifest })).stacks).toEqual([]);
  });
});

describe('names that every object has', () => {
  test('as logical ids', () => {
    const text = JSON.stringify({ Resources: { A: role('a'), constructor: role('c') } }).replace('"A":', '"__proto__":');
    expect([...read({ S: text }).identities.values()].map(({ name }) => name)).toEqual(['a', 'c']);
  });

  test('refer to nothing', () => {
    const cloud = read({
      S: {
        Parameters: { toString: { Type: 'String' } },
        Resources: {
          A: role({ Ref: 'constructor' }),
          B: role({ 'Fn::GetAtt': ['valueOf', 'Arn'] }),
          C: role({ 'Fn::Sub': '${hasOwnProperty}' }),
          D: role({ Ref: 'toString' }),
          E: role({ 'Fn::FindInMap': ['constructor', 'name', 'length'] }),
          F: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: '__proto__', EventSourceArn: 'arn:aws:constructor:eu-west-1:111111111111:x' } },
          G: {
            Type: 'AWS::IAM::Role',
            Properties: {
              RoleName: 'g',
              AssumeRolePolicyDocument: {},
              Policies: [{
                PolicyName: 'p',
                PolicyDocument: {
                  Statement: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'arn:aws:constructor:eu-west-1:111111111111:x' },
                },
              }],
            },
          },
        },
      },
    });
    expect([...cloud.identities.values()].filter(({ name }) => name.startsWith('⟦?'))).toHaveLength(5);
    expect(said(cloud)).toContain('S/constructor: the template has neither a resource nor a parameter of this name');
  });
});

test('what has not the form of a resource is left out, and said', () => {
  const resources: Resources = { A: null, B: 5, C: { Type: 5 }, D: { Type: 'AWS::IAM::Role', Properties: null }, E: { Type: 'AWS::IAM::Role', Properties: 'x' }, F: role('f') };
  const cloud = read({ S: { 'Fn::Transform': { Name: 'Macro' }, 'Resources': resources } });
  expect(said(cloud)).toEqual([
    'S: what a macro (Fn::Transform) makes of the template is known at deployment only',
    ...['D', 'E'].map((id) => `S/${id}: its Properties are no object, so it is not read`),
    ...['A', 'B', 'C'].map((id) => `S/${id}: it has no Type and is not read`),
  ]);
  expect(cloud.identities.size).toBe(1);
});

test('a manifest that is none, and metadata that are none', () => {
  expect(() => cloudOf(filesOf({ 'manifest.json': 'null' }))).toThrow('is no manifest of a cloud assembly');
  const directory = assemblyOf({
    stacks: { S: { template: { Resources: { R: role('r') } }, artifact: { additionalMetadataFile: 'S.metadata.json', metadata: { '/S': null } } } },
    files: { 'S.metadata.json': { '/S/R': [null, { type: 'aws:cdk:logicalId', data: 'R' }] } },
  });
  expect([...cloudOf(directory).identities.values()][0].site.path).toBe('S/R');
});

test('aliases of aliases have an end', () => {
  const levels = 'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`);
  expect(said(read({ S: `a: &a [x, x]\n${levels.join('\n')}\nResources: {}\n` }))).toEqual([expect.stringContaining('more than 10000 aliases')]);
});

test('a very long name with unknown parts takes no time', () => {
  const name = `\${P}${'ab'.repeat(20_000)}`;
  const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::Sub': `arn:aws:lambda:eu-west-1:111111111111:function:*${'${P}*a'.repeat(2_000)}` } };
  const cloud = read({
    S: {
      Parameters: { P: { Type: 'String' } },
      Resources: {
        F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { 'Fn::Sub': name }, Role: 'r', Runtime: 'nodejs24.x', Handler: 'i.h', Code: { ZipFile: '' } } },
        R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: statement } }] } },
      },
    },
  });
  expect(cloud.functions.size).toBe(1);
});
