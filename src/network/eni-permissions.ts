import { Token } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { shortHash } from '../private/names';
import { changeableRole } from '../private/role-name';

/** What Lambda does with the execution role; https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const LAMBDA_NEEDS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** What AWS recommends to keep from the code; https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security */
const CODE_MUST_NOT = [...LAMBDA_NEEDS, 'ec2:DetachNetworkInterface'].sort();

/** None of these actions takes a resource in all its uses. */
const ALLOW = { Sid: 'NetworkInterfaces', Effect: 'Allow', Action: LAMBDA_NEEDS, Resource: '*' };

function deny(functionArn: string): object {
  return { Sid: 'NotForCode', Effect: 'Deny', Action: CODE_MUST_NOT, Resource: '*', Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } } };
}

/**
 * Lets Lambda make the function's network interfaces with the role.
 *
 * A policy of its own: it is there before the function, and is deleted after the function has left
 * the VPC, because Lambda deletes the interfaces with this role.
 */
export function allowInterfaces(scope: Construct, role: IRole, env: KnownEnvironment, functionName?: string): CfnPolicy {
  const cfnRole = changeableRole(role);
  if (!cfnRole) { throw notOurs(scope, role, env, functionName); }
  return new CfnPolicy(scope, 'InterfacePolicy', {
    policyName: `network-interfaces-${shortHash(scope.node.path)}`,
    roles: [cfnRole.ref],
    policyDocument: { Version: '2012-10-17', Statement: [ALLOW] },
  });
}

/** Keeps the function's code from what Lambda may do; a policy that follows the function, so that nothing waits in a circle. */
export function denyInterfaces(scope: Construct, role: IRole, fn: CfnFunction): void {
  const cfnRole = changeableRole(role);
  if (!cfnRole) { return; }
  new CfnPolicy(scope, 'CodePolicy', {
    policyName: `not-for-code-${shortHash(scope.node.path)}`,
    roles: [cfnRole.ref],
    policyDocument: { Version: '2012-10-17', Statement: [deny(fn.attrArn)] },
  });
}

function notOurs(scope: Construct, role: IRole, { account, region, partition }: KnownEnvironment, functionName?: string): Error {
  const known = (text: string | undefined, otherwise: string) => text === undefined || Token.isUnresolved(text) ? otherwise : text;
  const functionArn = `arn:${known(partition, 'aws')}:lambda:${known(region, 'REGION')}:${known(account, 'ACCOUNT')}:function:${known(functionName, 'NAME')}`;
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [ALLOW, deny(functionArn)] });
  return misuse({
    problem: `role ${pathOf(role)} cannot be changed by this app, so it cannot get the permissions for network interfaces`,
    expected: `this policy on it, with the ARN of the function: ${document}`,
    fix: 'let its owner add the policy and write roleHasEniPermissions: true, or leave role out',
    at: scope,
  });
}
