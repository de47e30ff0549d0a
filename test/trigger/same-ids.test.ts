import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  CrossAccountRestIntegration, CrossAccountSubscription, CrossAccountTarget, CrossAccountUserPoolTrigger, ResourcePolicyType,
} from '../../src';
import { cloudOf, fn, SOURCE_ENV, TARGET_ENV } from '../support/apps';

/** One class of stacks, deployed twice in one account, so that nothing but the stack tells two sources apart. */
const SOURCES: Record<string, (stack: Stack, target: CrossAccountTarget) => void> = {
  'topics without a name': (stack, target) => { new sns.Topic(stack, 'Topic').addSubscription(new CrossAccountSubscription(target)); },
  'APIs': (stack, target) => { new apigateway.RestApi(stack, 'Api').root.addMethod('GET', new CrossAccountRestIntegration(target, { exactSource: true })); },
  'user pools': (stack, target) => {
    const userPool = new cognito.UserPool(stack, 'Pool');
    new CrossAccountUserPoolTrigger(stack, 'SignUp', { userPool, operation: cognito.UserPoolOperation.PRE_SIGN_UP, target, exactSource: true });
  },
};

describe.each([ResourcePolicyType.DOCUMENT, ResourcePolicyType.PERMISSIONS])('%s', (policyType) => {
  test.each(Object.entries(SOURCES))('%s of one logical id in two stacks are both let in', (_, declare) => {
    const app = new App();
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id, { env: SOURCE_ENV }));
    const target = new Stack(app, 'Target', { env: TARGET_ENV });
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), policyType });
    for (const stack of stacks) { declare(stack, orders); }
    const policies = cloudOf(app).resourcePolicies.filter(({ resourceArn }) => resourceArn.includes(':function:'));
    const sources = policies.flatMap(({ document }) => document.Statement)
      .flatMap(({ Condition }) => Object.values((Condition as { ArnLike: Record<string, string | string[]> }).ArnLike).flat());
    expect(new Set(sources).size).toBe(2);
  });
});
