import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Caller } from '../../src';
import { fn, SOURCE_ACCOUNT, TARGET_ACCOUNT } from '../support/apps';

export const ORDERS_ROLE = `arn:aws:iam::${TARGET_ACCOUNT}:role/orders`;
export const CONSUMER = Caller.role(ORDERS_ROLE);
export const LATEST = { startingPosition: lambda.StartingPosition.LATEST };

/** A function with a role of a known name. */
export function ordersFunction(stack: Stack, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  const role = new iam.Role(stack, 'OrdersRole', { roleName: 'orders', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  return fn(stack, 'Function', { functionName: 'orders', role, ...props });
}

/** Who may read, in every policy of the source's account. */
export function reader(roleArn = ORDERS_ROLE): object {
  return {
    Effect: 'Allow',
    Principal: { AWS: roleArn.replace(/:role.*/, ':root') },
    Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
  };
}

/** Statements without their Sid, and the Sids. */
export function withoutSids(statements: Record<string, unknown>[]): { statements: object[]; sids: unknown[] } {
  return {
    sids: statements.map(({ Sid }) => Sid),
    statements: statements.map(({ Sid: _, ...rest }) => rest),
  };
}

/** The properties of the only resource of a type. */
export function onlyOne(stack: Stack, type: string): Record<string, unknown> {
  const found = Object.values(Template.fromStack(stack).findResources(type));
  expect(found).toHaveLength(1);
  return (found[0] as { Properties: Record<string, unknown> }).Properties;
}

/** The statements of the only identity policy that is not aws-cdk-lib's own for outputs. */
export function identityStatements(stack: Stack): Record<string, unknown>[] {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(([id]) => !id.startsWith('PublishGetStackOutput'));
  expect(policies).toHaveLength(1);
  return (policies[0][1] as { Properties: { PolicyDocument: { Statement: Record<string, unknown>[] } } }).Properties.PolicyDocument.Statement;
}

/** What another stack reads when it refers to an attribute of a source. */
export function outputOf(logicalId: string, attribute: string): object {
  return {
    'Fn::GetStackOutput': {
      StackName: 'Source',
      Region: 'eu-west-1',
      RoleArn: expect.stringMatching(new RegExp(`^arn:aws:iam::${SOURCE_ACCOUNT}:role/SourcePublishGetStackOutputRole`)),
      OutputName: expect.stringMatching(new RegExp(`^PublishOutputFnGetAtt${logicalId}${attribute}`)),
    },
  };
}

/** The texts of the hand-overs below a construct path. */
export function handOverTexts(stack: Stack, path = '*'): string[] {
  return Annotations.fromStack(stack).findInfo(path, Match.stringLikeRegexp('handOver')).map(({ entry }) => String(entry.data));
}
