import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../../src/access/check';
import type { Report } from '../../../src/access/check';
import { evaluatorOf } from '../../../src/access/evaluate/evaluate';
import type { LinkOptions } from '../../../src/access/links/links-of';
import type { Known } from '../../../src/access/queries/decide-call';
import { cloudOf } from '../../../src/access/read/read-cloud';

type Resources = Record<string, { readonly Type: string; readonly Properties?: object; readonly DependsOn?: string }>;

/** One stack of an assembly made by hand. */
export interface SampleStack {
  readonly account: string;
  readonly resources: Resources;
  /** Construct paths by logical id. */
  readonly paths?: Readonly<Record<string, string>>;
}

/** Writes an assembly; the caller removes the directory. */
export function writeAssembly(stacks: Readonly<Record<string, SampleStack>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'access-report-'));
  const artifacts = Object.entries(stacks).map(([name, { account, resources, paths = {} }]) => {
    writeFileSync(join(directory, `${name}.template.json`), JSON.stringify({ Resources: resources }, undefined, 2));
    const metadata = Object.fromEntries(Object.entries(paths).map(([logicalId, path]) => [`/${path}`, [{ type: 'aws:cdk:logicalId', data: logicalId }]]));
    return [name, {
      type: 'aws:cloudformation:stack',
      environment: `aws://${account}/eu-west-1`,
      properties: { templateFile: `${name}.template.json`, stackName: name },
      displayName: name,
      metadata,
    }];
  });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts: Object.fromEntries(artifacts) }));
  return directory;
}

/** Reads, decides and checks stacks made by hand. */
export function reportOf(stacks: Readonly<Record<string, SampleStack>>, options: LinkOptions = {}): { report: Report; known: Known } {
  const directory = writeAssembly(stacks);
  try {
    const report = check(cloudOf(directory), options);
    return { report, known: { cloud: report.cloud, links: report.links, evaluatorOf, options } };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export const allow = (action: string | string[], resource: string | string[]): object => ({ Effect: 'Allow', Action: action, Resource: resource });

export const role = (name: string | undefined, statements: object[], trust: object = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }): Resources[string] => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    ...name !== undefined && { RoleName: name },
    AssumeRolePolicyDocument: { Statement: trust },
    Policies: statements.length === 0 ? [] : [{ PolicyName: 'calls', PolicyDocument: { Statement: statements } }],
  },
});

export const fn = (name: string, roleId = 'FnRole'): Resources[string] => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: name, Role: { 'Fn::GetAtt': [roleId, 'Arn'] }, Code: { ZipFile: '' }, Handler: 'index.handler', Runtime: 'nodejs22.x' },
});

export const permission = (functionName: unknown, properties: object): Resources[string] =>
  ({ Type: 'AWS::Lambda::Permission', Properties: { FunctionName: functionName, Action: 'lambda:InvokeFunction', ...properties } });

export const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders';
export const PRICES = 'arn:aws:lambda:eu-west-1:222222222222:function:prices';
export const IMAGES = 'arn:aws:lambda:eu-west-1:222222222222:function:images';
export const BILLING = 'arn:aws:lambda:eu-west-1:444444444444:function:billing:live';
export const CHECKOUT = 'arn:aws:iam::111111111111:role/checkout';
export const READER = 'arn:aws:iam::222222222222:role/reader';
export const PARTNER = 'arn:aws:iam::333333333333:role/partner';

/**
 * Two accounts that call one another in every way that a report has to show: allowed, denied, depending, by services, to
 * and from accounts that are not here, by everybody.
 */
export const SAMPLE: Readonly<Record<string, SampleStack>> = {
  Source: {
    account: '111111111111',
    resources: {
      CheckoutRole: role('checkout', [
        allow('lambda:InvokeFunction', [`${ORDERS}:live`, PRICES]),
        allow('lambda:InvokeFunction', BILLING),
        allow('sts:AssumeRole', READER),
      ]),
      Checkout: fn('checkout', 'CheckoutRole'),
      NightlyRole: role(undefined, [allow('lambda:InvokeFunction', `${ORDERS}:live`)]),
      Uploads: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: 'uploads', NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: IMAGES }] } },
      },
    },
    paths: { CheckoutRole: 'Source/Checkout/ServiceRole/Resource', Checkout: 'Source/Checkout/Resource' },
  },
  Target: {
    account: '222222222222',
    resources: {
      FnRole: role('worker', []),
      Orders: fn('orders'),
      OrdersLive: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Orders' }, FunctionVersion: '1', Name: 'live' } },
      OrdersForCheckout: permission({ Ref: 'OrdersLive' }, { Principal: CHECKOUT }),
      OrdersForPartner: permission({ Ref: 'OrdersLive' }, { Principal: PARTNER }),
      OrdersForAccount: permission({ Ref: 'OrdersLive' }, { Principal: '555555555555' }),
      Prices: fn('prices'),
      Images: fn('images'),
      ImagesForUploads: permission({ Ref: 'Images' }, { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::uploads', SourceAccount: '111111111111' }),
      Open: fn('open'),
      OpenForAll: permission({ Ref: 'Open' }, { Principal: '*' }),
      Reader: role('reader', [allow('lambda:InvokeFunction', PRICES)], {
        Effect: 'Allow',
        Principal: { AWS: CHECKOUT },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'reports' } },
      }),
    },
    paths: { Orders: 'Target/Orders/Resource', OrdersLive: 'Target/Orders/Aliaslive/Resource', Prices: 'Target/Prices/Resource' },
  },
};
