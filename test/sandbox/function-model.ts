import { join } from 'node:path';
import type { Authorizer } from '../../src/sandbox/authorizer';
import type { FunctionModel } from '../support/cloud';

export const TESTER_ROLE = 'arn:aws:iam::111111111111:role/service-role/tester';
export const ALLOW_ALL: Authorizer = { decide: async () => ({ allowed: true, reason: 'always' }) };

/** A function of the folder handlers that has the name of its handler. */
export function functionModel(functionName: string, props: Partial<FunctionModel> = {}): FunctionModel {
  return {
    stackName: 'Stack',
    account: '111111111111',
    region: 'eu-west-1',
    functionName,
    arn: `arn:aws:lambda:eu-west-1:111111111111:function:${functionName}`,
    aliases: { live: '1' },
    versions: ['1'],
    roleArn: TESTER_ROLE,
    handler: `index.${functionName}`,
    runtime: 'nodejs22.x',
    timeoutSeconds: 30,
    environment: { TABLE: 'orders', AWS_REGION: 'cannot be set' },
    codeDirectory: join(__dirname, 'handlers'),
    ...props,
  };
}
