import { check } from '../../../src/access/check';
import type { Report, ReportedFinding } from '../../../src/access/check';
import type { LinkOptions } from '../../../src/access/links/links-of';
import { readCloud } from '../../../src/access/read/read-cloud';
import type { StackTemplate, TemplateResource, Template } from '../../../src/access/read/stack-template';

export const SOURCE = '111111111111';
export const TARGET = '222222222222';
export const REGION = 'eu-west-1';
export const ORDERS = `arn:aws:lambda:${REGION}:${TARGET}:function:orders`;
export const CHECKOUT = `arn:aws:iam::${SOURCE}:role/checkout`;
export const READER = `arn:aws:iam::${TARGET}:role/reader`;

export type Resources = Record<string, TemplateResource>;

export interface StackGiven {
  readonly name: string;
  /** Default: the target's account. */
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  readonly resources: Resources;
  readonly dependsOn?: readonly string[];
  /** Default: none, so that everything lies in one directory. */
  readonly stage?: string;
  /** Default: the name, after that of the stage. */
  readonly id?: string;
  readonly template?: Omit<Template, 'Resources'>;
  /** Reasons by the path `Stack/LogicalId` and the rule's id. */
  readonly acknowledged?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly assets?: Readonly<Record<string, string>>;
}

/** A stack of the calling account. */
export function source(resources: Resources, more: Partial<StackGiven> = {}): StackGiven {
  return { name: 'Source', account: SOURCE, resources, ...more };
}

/** A stack of the account that owns what is called. */
export function target(resources: Resources, more: Partial<StackGiven> = {}): StackGiven {
  return { name: 'Target', account: TARGET, resources, ...more };
}

export function reportOf(stacks: readonly StackGiven[], options?: LinkOptions): Report {
  return check(readCloud(stacks.map(templateOf)), options);
}

/** All findings, in short: the rule and where. */
export function found(...stacks: StackGiven[]): string[] {
  return reportOf(stacks).findings.map(({ ruleId, site }) => `${ruleId} at ${site.path}`);
}

/** The one finding of an app, without what belongs to its rule. */
export function only(stacks: readonly StackGiven[], options?: LinkOptions) {
  const { findings } = reportOf(stacks, options);
  expect(findings.map(inShort)).toHaveLength(1);
  return inShort(findings[0]);
}

export function inShort({ ruleId, severity, message, fix, site, otherSite, statement }: ReportedFinding) {
  return { rule: `${ruleId} ${severity}`, message, fix, at: site.path, ...otherSite && { other: otherSite.path }, ...statement && { statement } };
}

function templateOf(given: StackGiven): StackTemplate {
  const { name, account = TARGET, region = REGION, partition = 'aws', resources: Resources, dependsOn = [], stage, template, acknowledged = {}, assets } = given;
  const id = given.id ?? (stage === undefined ? name : `${stage}/${name}`);
  return {
    stack: { name, id, account, region, partition, templateFile: `${stage === undefined ? '' : `assembly-${stage}/`}${name}.template.json`, dependsOn },
    template: { ...template, Resources },
    given: {},
    readsOutputs: true,
    constructPath: () => undefined,
    assetPath: ({ s3Key = '' }) => assets?.[s3Key],
    acknowledgedRules: () => new Map(Object.entries(acknowledged)),
    problems: [],
  };
}

/** A role with its trust policy and one inline policy. */
export function role(RoleName: string | undefined, trust: object[], statements: object[] = [], more: object = {}): TemplateResource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      ...RoleName !== undefined && { RoleName },
      AssumeRolePolicyDocument: { Statement: trust },
      ...statements.length > 0 && { Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }] },
      ...more,
    },
  };
}

export const FOR_LAMBDA = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };

/** The role `checkout`, which Lambda assumes. */
export function checkout(...statements: object[]): Resources {
  return { Checkout: role('checkout', [FOR_LAMBDA], statements) };
}

export function allow(Action: string | string[], Resource: string | string[]): object {
  return { Effect: 'Allow', Action, Resource };
}

export function fn(FunctionName: string, Role: unknown = `arn:aws:iam::${TARGET}:role/orders`, more: object = {}): TemplateResource {
  return { Type: 'AWS::Lambda::Function', Properties: { FunctionName, Role, Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = 1' }, ...more } };
}

/** The function `orders` with its alias `live`. */
export const FUNCTION: Resources = {
  Orders: fn('orders'),
  Live: { Type: 'AWS::Lambda::Alias', Properties: { Name: 'live', FunctionName: { Ref: 'Orders' }, FunctionVersion: '1' } },
};

export function permission(Principal: unknown, more: object = {}): TemplateResource {
  return { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: ORDERS, Principal, ...more } };
}

export function document(...statements: object[]): TemplateResource {
  return { Type: 'AWS::Lambda::ResourcePolicy', Properties: { ResourceArn: ORDERS, PolicyDocument: { Statement: statements } } };
}

/** The role of the other account by a condition, which needs no order. */
export function letIn(Resource: string = ORDERS, roleArn: string = CHECKOUT): object {
  return {
    Effect: 'Allow',
    Action: 'lambda:InvokeFunction',
    Resource,
    Principal: { AWS: `arn:aws:iam::${SOURCE}:root` },
    Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
  };
}
