import { Stack } from 'aws-cdk-lib';
import { BuildSpec, Project } from 'aws-cdk-lib/aws-codebuild';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, StateMachine, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import type { ScoredApp } from '../parts';
import { orders, REGION, roleOfAccount, SOURCE_ACCOUNT, TARGET_ACCOUNT } from '../parts';

export const right: ScoredApp = {
  title: 'A role for GitHub Actions, roles of EC2, ECS, CodeBuild and Step Functions, a role for people of another account with MFA',
  build(app) {
    const stack = new Stack(app, 'Delivery', { env: { account: TARGET_ACCOUNT, region: REGION } });
    const github = new iam.OpenIdConnectProvider(stack, 'GitHub', { url: 'https://token.actions.githubusercontent.com', clientIds: ['sts.amazonaws.com'] });
    const deployer = new iam.Role(stack, 'Deployer', {
      assumedBy: new iam.OpenIdConnectPrincipal(github, {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:example/shop:ref:refs/heads/main' },
      }),
    });
    const ordersFunction = orders(stack);
    ordersFunction.grantInvoke(deployer);
    new iam.Role(stack, 'Instance', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    new ecs.FargateTaskDefinition(stack, 'Task').addContainer('Web', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx') });
    new Project(stack, 'Build', { buildSpec: BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: ['make'] } } }) });
    new StateMachine(stack, 'Pause', { definitionBody: DefinitionBody.fromChainable(new Wait(stack, 'Wait', { time: WaitTime.timestampPath('$.at') })) });
    new iam.Role(stack, 'Support', {
      roleName: 'support',
      assumedBy: roleOfAccount(SOURCE_ACCOUNT, 'people').withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AWSLambda_ReadOnlyAccess')],
    });
  },
};
