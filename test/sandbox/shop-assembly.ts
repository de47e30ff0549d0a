import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ORDERS_LIVE = 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live';

export interface Shop {
  /** Whether the policy of the target is there. @default true */
  readonly resourceHalf?: boolean;
  /** What the target answers. @default 'ordered' */
  readonly answer?: string;
  /** Where the stack of the target is deployed. @default 'aws://222222222222/eu-west-1' */
  readonly environment?: string;
}

/** Writes a small cloud assembly: checkout of one account calls orders of another one. */
export function writeShop(directory: string, { resourceHalf = true, answer = 'ordered', environment = 'aws://222222222222/eu-west-1' }: Shop = {}): void {
  mkdirSync(directory, { recursive: true });
  const write = (name: string, content: unknown) => writeFileSync(join(directory, name), JSON.stringify(content));
  write('Checkout.template.json', { Resources: { ...role('Checkout', MAY_CALL), ...fn('Checkout', 'checkout', CALLS_ORDERS) } });
  write('Orders.template.json', {
    Resources: {
      ...role('Orders'),
      ...fn('Orders', 'orders', `exports.handler = async () => ${JSON.stringify(answer)};`),
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
      Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Function' }, Name: 'live', FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] } } },
      ...resourceHalf && { Permission: PERMISSION },
    },
  });
  const stack = (name: string, where: string) => ({ type: 'aws:cloudformation:stack', environment: where, properties: { templateFile: `${name}.template.json` } });
  write('manifest.json', { version: '36.0.0', artifacts: { Checkout: stack('Checkout', 'aws://111111111111/eu-west-1'), Orders: stack('Orders', environment) } });
}

const CALLS_ORDERS = `
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
exports.handler = async ({ item }) => {
  console.log('ordering', item);
  const { Payload } = await new LambdaClient().send(new InvokeCommand({ FunctionName: process.env.ORDERS }));
  return { answer: JSON.parse(Buffer.from(Payload).toString()), pid: process.pid };
};`;

const MAY_CALL = [{
  PolicyName: 'orders',
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ORDERS_LIVE }] },
}];

const PERMISSION = {
  Type: 'AWS::Lambda::Permission',
  Properties: { FunctionName: { Ref: 'Live' }, Action: 'lambda:InvokeFunction', Principal: 'arn:aws:iam::111111111111:role/checkout' },
};

function role(stack: string, policies: unknown[] = []) {
  const AssumeRolePolicyDocument = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  return {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: stack.toLowerCase(), AssumeRolePolicyDocument, Policies: policies },
      Metadata: { 'aws:cdk:path': `${stack}/Function/ServiceRole/Resource` },
    },
  };
}

function fn(stack: string, name: string, code: string) {
  const Environment = { Variables: { ORDERS: ORDERS_LIVE } };
  const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  return {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: name, Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: code }, Timeout: 30, Role, Environment },
      Metadata: { 'aws:cdk:path': `${stack}/Function/Resource` },
    },
  };
}
