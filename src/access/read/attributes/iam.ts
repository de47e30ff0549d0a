import { global } from './shape';
import type { ResourcePlace, Shapes } from './shape';

const withPath = (kind: string) => global('iam', (r) => `${kind}${r.text('Path') ?? '/'}${r.name()}`);
/** The address of an OpenID Connect provider without its scheme is the end of its ARN: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const provider = global('iam', (r: ResourcePlace) => `oidc-provider/${(r.text('Url') ?? r.id()).replace(/^https:\/\//, '')}`);

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html */
export const IAM: Shapes = {
  'AWS::IAM::Role': { name: 'RoleName', longest: 64, arn: withPath('role'), attributes: { Arn: 'arn', RoleId: 'id' } },
  'AWS::IAM::User': { name: 'UserName', longest: 64, arn: withPath('user'), attributes: { Arn: 'arn' } },
  'AWS::IAM::Group': { name: 'GroupName', longest: 128, arn: withPath('group'), attributes: { Arn: 'arn' } },
  'AWS::IAM::ManagedPolicy': {
    name: 'ManagedPolicyName', longest: 128, ref: 'arn', arn: withPath('policy'), attributes: { PolicyArn: 'arn', PolicyId: 'id' },
  },
  'AWS::IAM::InstanceProfile': { name: 'InstanceProfileName', longest: 128, arn: withPath('instance-profile'), attributes: { Arn: 'arn' } },
  'AWS::IAM::OIDCProvider': { ref: 'arn', arn: provider, attributes: { Arn: 'arn' } },
  'AWS::IAM::SAMLProvider': { name: 'Name', ref: 'arn', arn: global('iam', (r) => `saml-provider/${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::IAM::AccessKey': { attributes: { SecretAccessKey: (r) => r.id('secret') } },
};
