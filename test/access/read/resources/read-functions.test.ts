import { read } from './readers';
import type { FunctionModel } from '../../../../src/access/model/function';
import { readFunctions } from '../../../../src/access/read/resources/read-functions';
import { readable } from '../../../../src/access/values/unknown';

const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:orders';
const fn = (props: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: 'orders', Role: 'arn:aws:iam::111111111111:role/orders', Runtime: 'nodejs22.x', Handler: 'index.handler', ...props },
});
const functionsOf = (...stacks: Parameters<typeof read>) => readFunctions(read(...stacks).readers);
const only = (props: Record<string, unknown>, assets?: Record<string, string>): FunctionModel =>
  functionsOf({ name: 'S', resources: { F: fn(props) }, assets }).get(ARN)!;

test('a function with nothing but what it must have', () => {
  const orders = only({ Code: { ZipFile: 'exports.handler = 1' } });
  expect(orders).toEqual({
    arn: ARN,
    name: 'orders',
    account: '111111111111',
    region: 'eu-west-1',
    site: expect.objectContaining({ logicalId: 'F', type: 'AWS::Lambda::Function' }),
    roleArn: 'arn:aws:iam::111111111111:role/orders',
    qualifiers: [],
    urls: [],
    code: { runtime: 'nodejs22.x', handler: 'index.handler', timeoutSeconds: 3, environment: {}, inline: 'exports.handler = 1', layers: [], otherLayers: [] },
  });
});

test('versions, aliases and URLs, also of other stacks and by every form of the name', () => {
  const functions = functionsOf(
    {
      name: 'S',
      resources: {
        F: fn(),
        V: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'F' } } },
        Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { 'Fn::GetAtt': ['F', 'Arn'] }, Name: 'live', FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] } } },
        Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['F', 'Arn'] }, Qualifier: 'live', AuthType: 'AWS_IAM' } },
      },
    },
    {
      name: 'Elsewhere',
      resources: {
        Beta: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: '111111111111:function:orders', Name: 'beta' } },
        Public: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: 'orders', AuthType: 'NONE' } },
      },
    },
    { name: 'OtherRegion', region: 'us-east-1', resources: { Foreign: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: 'orders', Name: 'foreign', FunctionVersion: '1' } } } },
  );
  expect([...functions.keys()]).toEqual([ARN]);
  const { qualifiers, urls } = functions.get(ARN)!;
  expect(qualifiers.map(({ kind, name, arn, version }) => [kind, name, arn, version].map((text) => text && readable(text)))).toEqual([
    ['version', '<version of V of S>', `${ARN}:<version of V of S>`, undefined],
    ['alias', 'live', `${ARN}:live`, '<version of V of S>'],
    ['alias', 'beta', `${ARN}:beta`, undefined],
  ]);
  expect(urls).toMatchObject([
    { targetArn: `${ARN}:live`, authType: 'AWS_IAM', site: { logicalId: 'Url' } },
    { targetArn: ARN, authType: 'NONE', site: { logicalId: 'Public' } },
  ]);
});

test('a qualifier that the ARN has already is not added again; a URL of nothing is of nobody', () => {
  const url = (props: Record<string, unknown>) => ({ Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM', ...props } });
  const functions = functionsOf({ name: 'S', resources: { F: fn(), U: url({ TargetFunctionArn: `${ARN}:live`, Qualifier: 'live' }), V: url({}) } });
  expect(functions.get(ARN)!.urls).toMatchObject([{ targetArn: `${ARN}:live` }]);
  const nameless = functionsOf({ name: 'S', resources: { F: fn(), A: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: 'orders' } } } });
  expect(nameless.get(ARN)!.qualifiers).toMatchObject([{ name: '' }]);
});

test('a VPC with subnets, and an empty one, which is none', () => {
  expect(only({ VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] } }).vpc)
    .toEqual({ subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] });
  expect(only({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } })).not.toHaveProperty('vpc');
});

test('assets, environment and time', () => {
  const { code } = only({ Code: { S3Bucket: 'b', S3Key: 'abc.zip' }, Timeout: 30, Environment: { Variables: { NAME: 'x', COUNT: 3, ODD: { a: 1 } } } }, { 'abc.zip': '/assets/abc' });
  expect(code).toMatchObject({ directory: '/assets/abc', timeoutSeconds: 30, environment: { NAME: 'x', COUNT: '3' } });
  expect(code).not.toHaveProperty('inline');
  expect(only({ Timeout: { Ref: 'Unheard' } }).code.timeoutSeconds).toBe(3);
});

test('layers of the app by their directories, others by their ARNs', () => {
  const foreign = 'arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:38';
  const { code } = functionsOf({
    name: 'S',
    resources: {
      Mine: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Bucket: 'b', S3Key: 'layer.zip' } } },
      WithoutFiles: { Type: 'AWS::Lambda::LayerVersion', Properties: { LayerName: 'bare', Content: { S3Bucket: 'b', S3Key: 'gone.zip' } } },
      F: fn({ Layers: [{ Ref: 'Mine' }, foreign, { Ref: 'WithoutFiles' }] }),
    },
    assets: { 'layer.zip': '/assets/layer' },
  }).get(ARN)!;
  expect(code.layers).toEqual(['/assets/layer']);
  expect(code.otherLayers.map(readable)).toEqual([foreign, expect.stringContaining(':layer:bare:')]);
});

test('of two functions with one ARN the second is noted', () => {
  const { readers, unknowns } = read({ name: 'A', resources: { F: fn() } }, { name: 'B', resources: { G: fn() } });
  expect(readFunctions(readers).get(ARN)!.site.stack.name).toBe('A');
  expect(unknowns).toEqual([{ path: 'B/G', what: `a second function with the ARN ${ARN}` }]);
});

test('a container image has neither runtime nor handler', () => {
  const resources = { F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'orders', PackageType: 'Image', Code: { ImageUri: 'x' } } } };
  const { code, roleArn } = functionsOf({ name: 'S', resources }).get(ARN)!;
  expect([code.runtime, code.handler, roleArn]).toEqual(['', '', '']);
});
