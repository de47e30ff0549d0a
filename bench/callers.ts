import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildTarget, newApp, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT } from './base-app';
import { Caller, CrossAccountTarget, ResourcePolicyType } from '../src';

/** Characters of one function's policy; https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html */
export const LIMIT = 20_480;
export const MANY = 300;
/** More callers than a policy of this size can name. */
const BEYOND = 512;

/** How the callers of one function are written. */
export interface CallersResult {
  readonly writer: string;
  readonly roleNameLength: number;
  /** The most role callers whose policy stays inside the limit. */
  readonly fit: number;
  /** With 300 callers: resources in the template, log group excluded, and characters as Lambda stores the policy. */
  readonly resources: number;
  readonly characters: number;
}

interface Template {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

type Writer = (alias: lambda.Alias, roleArns: string[]) => void;

const WRITERS: Record<string, Writer> = {
  'expert-l2': (alias, roleArns) => {
    for (const roleArn of roleArns) { alias.grantInvoke(new iam.ArnPrincipal(roleArn)); }
  },
  'ours-permissions': ours(ResourcePolicyType.PERMISSIONS),
  'ours': ours(ResourcePolicyType.DOCUMENT),
};

function ours(policyType: ResourcePolicyType): Writer {
  return (alias, roleArns) => {
    const callers = roleArns.map((roleArn) => Caller.role(roleArn));
    new CrossAccountTarget(alias.stack, 'Orders', { function: alias, policyType, callers });
  };
}

/** Fills one function's policy with roles of another account. */
export function measureCallers(roleNameLengths: number[]): CallersResult[] {
  return roleNameLengths.flatMap((roleNameLength) => Object.entries(WRITERS).map(([writer, write]) => {
    const template = (count: number) => synthesize(write, callerRoles(count, roleNameLength));
    const many = template(MANY);
    return {
      writer,
      roleNameLength,
      fit: largest((count) => storedCharacters(template(count)) <= LIMIT),
      // the log group is logging's, and there with the recommended flags whoever may call
      resources: Object.values(many.Resources).filter(({ Type }) => Type !== 'AWS::Logs::LogGroup').length,
      characters: storedCharacters(many),
    };
  }));
}

function callerRoles(count: number, roleNameLength: number): string[] {
  return Array.from({ length: count }, (_, i) => `arn:aws:iam::${SOURCE_ACCOUNT}:role/${`caller-${String(i).padStart(3, '0')}`.padEnd(roleNameLength, 'x')}`);
}

function synthesize(write: Writer, arns: string[]): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const app = newApp(outdir);
    const stack = new Stack(app, 'Orders', { env: { account: TARGET_ACCOUNT, region: REGION } });
    write(buildTarget(stack, 0).alias, arns);
    // ours would stop here past the limit; the point is to see how large the policy becomes
    return app.synth({ skipValidation: true }).getStackByName(stack.stackName).template as Template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The policy of the alias, as GetPolicy returns it. */
function storedCharacters({ Resources: resources }: Template): number {
  const aliasArn = `arn:aws:lambda:${REGION}:${TARGET_ACCOUNT}:function:orders-0:live`;
  const documents = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::ResourcePolicy');
  if (documents.length > 0) {
    return JSON.stringify(documents[0].Properties.PolicyDocument).replace(/\{"Ref":"[^"]+"\}/g, JSON.stringify(aliasArn)).length;
  }
  const statements = Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Permission')
    .map(([logicalId, { Properties: { Action, Principal } }]) => ({
      // CloudFormation names the statement after stack and logical id with a random suffix; Lambda takes 100 characters
      Sid: `Orders-${logicalId}-${'x'.repeat(12)}`.slice(0, 100),
      Effect: 'Allow',
      Principal: { AWS: Principal },
      Action,
      Resource: aliasArn,
    }));
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }).length;
}

/** The largest count that still fits, by bisection. */
function largest(fits: (count: number) => boolean): number {
  let low = 0;
  let high = BEYOND;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) { low = middle; } else { high = middle; }
  }
  return low;
}
