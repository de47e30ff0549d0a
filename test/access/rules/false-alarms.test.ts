import { allow, found, FUNCTION, letIn, ORDERS, permission, READER, reportOf, role, SOURCE, source, target, TARGET } from './report-of';
import type { Resources } from './report-of';

/*
 * What aws-cdk-lib's own constructs write, and a rule once took for a mistake.
 */

const trusts = (principal: object): object => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal });

test('a role of CDK\'s bootstrapping that is a caller elsewhere may be assumed: CDK Pipelines', () => {
  const deployer = `arn:aws:iam::${TARGET}:role/cdk-hnb659fds-deploy-role-${TARGET}-eu-west-1`;
  const pipeline = source({
    Pipeline: role('pipeline', [trusts({ Service: 'codepipeline.amazonaws.com' })], [allow('sts:AssumeRole', deployer)]),
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: {
        KeyPolicy: {
          Statement: [
            { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:aws:iam::${SOURCE}:root` } },
            { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: deployer } },
          ],
        },
      },
    },
  });
  const { findings, links } = reportOf([pipeline, target({})]);
  expect(findings).toEqual([]);
  expect(links.map(({ action, verdict }) => `${action} ${verdict.outcome}`).sort()).toEqual(['kms:Decrypt depends', 'sts:AssumeRole depends']);
});

describe('a state machine whose task takes on a role of the other account', () => {
  const machine = (credentials: object): Resources => ({
    Machine: role('machine', [trusts({ Service: 'states.amazonaws.com' })], [allow('lambda:InvokeFunction', ORDERS), allow('sts:AssumeRole', READER)]),
    Flow: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: { 'Fn::GetAtt': ['Machine', 'Arn'] },
        DefinitionString: JSON.stringify({
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task', End: true, Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: ORDERS }, ...credentials,
            },
          },
        }),
      },
    },
  });
  const reader = role('reader', [{ ...trusts({ AWS: `arn:aws:iam::${SOURCE}:root` }), Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE}:role/machine` } } }],
    [allow('lambda:InvokeFunction', ORDERS)]);

  test('its own role, which LambdaInvoke lets call too, does not call', () => {
    expect(found(source(machine({ Credentials: { RoleArn: READER } })), target({ ...FUNCTION, Reader: reader }))).toEqual([]);
  });

  test('without the credentials it does', () => {
    expect(found(source(machine({})), target({ ...FUNCTION, Reader: reader }))).toEqual(['missing-half-invoke at Target/Orders']);
  });
});

test('a load balancer calls functions of its own account only; other services need a source', () => {
  expect(found(target({ ...FUNCTION, Permission: permission('elasticloadbalancing.amazonaws.com') }))).toEqual([]);
  expect(found(target({ ...FUNCTION, Permission: permission('secretsmanager.amazonaws.com') }))).toEqual(['service-without-source at Target/Permission']);
});

test('a policy of an API speaks of its methods, not of the API', () => {
  const url = (path: string) => ({ 'Fn::Sub': `arn:aws:execute-api:eu-west-1:${TARGET}:\${Api}/${path}` });
  const caller = `arn:aws:iam::${TARGET}:role/caller`;
  const api = (path: string): Resources => ({
    Api: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        Name: 'orders',
        Policy: {
          Statement: [
            { ...letIn(`execute-api:/${path}`, caller), Action: 'execute-api:Invoke', Principal: { AWS: caller } },
          ],
        },
      },
    },
  });
  const may = (path: string): Resources => ({ Caller: role('caller', [trusts({ Service: 'lambda.amazonaws.com' })], [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: url(path) }]) });
  const { findings, links } = reportOf([target({ ...api('prod/GET/orders'), ...may('prod/GET/orders') })]);
  expect([findings, links.map(({ to, verdict }) => `${to.replace(/^[^/]*/, '')} ${verdict.outcome}`)]).toEqual([[], ['/prod/GET/orders allowed']]);
  expect(found(target({ ...api('*'), ...may('prod/GET/orders') }))).toEqual([]);
});
