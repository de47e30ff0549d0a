import { global, regional } from './shape';
import type { ResourcePlace, Shapes } from './shape';
import { domainOf } from '../partitions';

const key = {
  ref: 'id',
  arn: regional('kms', (r) => `key/${r.id()}`),
  attributes: { Arn: 'arn', KeyId: 'id' },
} as const;
/** What is attached to a secret is known by the secret's ARN. */
const ofSecret = { ref: (r: ResourcePlace) => r.text('SecretId') ?? r.id() };
const parameter = regional('ssm', (r) => `parameter/${r.name().replace(/^\//, '')}`);

/**
 * What keeps data and secrets.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const STORAGE: Shapes = {
  'AWS::S3::Bucket': {
    name: 'BucketName',
    longest: 63,
    lowerCase: true,
    arn: (r) => `arn:${r.stack.partition}:s3:::${r.name()}`,
    attributes: {
      Arn: 'arn',
      DomainName: (r) => `${r.name()}.s3.${domainOf(r.stack)}`,
      RegionalDomainName: (r) => `${r.name()}.s3.${r.stack.region}.${domainOf(r.stack)}`,
      DualStackDomainName: (r) => `${r.name()}.s3.dualstack.${r.stack.region}.${domainOf(r.stack)}`,
    },
  },
  'AWS::S3::AccessPoint': { name: 'Name', arn: regional('s3', (r) => `accesspoint/${r.name()}`), attributes: { Arn: 'arn', Name: 'name', Alias: (r) => r.id('alias') } },
  'AWS::KMS::Key': key,
  'AWS::KMS::ReplicaKey': {
    ref: (r) => (r.text('PrimaryKeyArn') ?? r.id()).replace(/^arn:.*:key\//, ''),
    arn: regional('kms', (r) => `key/${r.ref()}`),
    attributes: { Arn: 'arn', KeyId: 'ref' },
  },
  'AWS::KMS::Alias': { ref: (r) => r.text('AliasName') ?? r.id(), arn: regional('kms', (r) => r.ref()) },
  'AWS::SecretsManager::Secret': {
    name: 'Name', ref: 'arn', arn: regional('secretsmanager', (r) => `secret:${r.name()}-${r.id('ending')}`), attributes: { Id: 'arn' },
  },
  'AWS::SecretsManager::SecretTargetAttachment': ofSecret,
  'AWS::SecretsManager::ResourcePolicy': ofSecret,
  'AWS::SecretsManager::RotationSchedule': ofSecret,
  'AWS::SSM::Parameter': { name: 'Name', arn: parameter },
  'AWS::ECR::Repository': {
    name: 'RepositoryName',
    longest: 256,
    lowerCase: true,
    arn: regional('ecr', (r) => `repository/${r.name()}`),
    attributes: { Arn: 'arn', RepositoryUri: (r) => `${r.stack.account}.dkr.ecr.${r.stack.region}.${domainOf(r.stack)}/${r.name()}` },
  },
  'AWS::EFS::FileSystem': { arn: regional('elasticfilesystem', (r) => `file-system/${r.id()}`), attributes: { Arn: 'arn', FileSystemId: 'id' } },
  'AWS::EFS::AccessPoint': { arn: regional('elasticfilesystem', (r) => `access-point/${r.id()}`), attributes: { Arn: 'arn', AccessPointId: 'id' } },
  'AWS::CloudFront::Distribution': {
    arn: global('cloudfront', (r) => `distribution/${r.id()}`), attributes: { Id: 'id', DomainName: (r) => `${r.id('domain')}.cloudfront.net` },
  },
};
