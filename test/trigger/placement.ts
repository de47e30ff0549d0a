import type { App } from 'aws-cdk-lib';

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

interface StackModel {
  readonly name: string;
  readonly account: string;
  readonly resources: Resource[];
}

const POLICIES = ['AWS::Lambda::Permission', 'AWS::Lambda::ResourcePolicy'];
const SOURCES = ['Custom::S3BucketNotifications', 'AWS::Events::Rule'];
const FUNCTION = /arn:aws[a-z-]*:lambda:[a-z0-9-]+:(\d{12}):function:[\w-]+(?::[\w-]+)?/g;

/**
 * What is in the wrong place, or nowhere, in the templates of an app whose sources call functions
 * of other accounts; one sentence each. Literal ARNs only, so name what the sources are.
 */
export function placement(app: App): string[] {
  const stacks = app.synth().stacks.map((stack): StackModel => ({
    name: stack.stackName,
    account: stack.environment.account,
    resources: Object.values((stack.template as { Resources?: Record<string, Resource> }).Resources ?? {}),
  }));
  const checks = [foreignPolicies, openBuses, uninvitedSubscriptions, callsWithoutConsent];
  return checks.flatMap((check) => stacks.flatMap((stack) => check(stack, stacks))).sort();
}

/** A permission is written by CloudFormation in the account of its stack: Lambda finds no such function there. */
function foreignPolicies({ name, account, resources }: StackModel): string[] {
  return resources.filter(({ Type }) => POLICIES.includes(Type)).flatMap(({ Type, Properties }) => functionsIn(Properties)
    .filter((owner) => owner.account !== account)
    .map((owner) => `${name} has ${Type} for ${owner.arn}`));
}

/** A bus that a whole account may send any event to. */
function openBuses({ name, resources }: StackModel): string[] {
  return ofType(resources, 'AWS::Events::EventBusPolicy')
    .map((policy) => `${name} lets account ${String(policy.Principal)} send any event to its bus`);
}

/** SNS asks the policy of the topic, which only its owner's template has. */
function uninvitedSubscriptions({ name, account, resources }: StackModel, stacks: StackModel[]): string[] {
  return ofType(resources, 'AWS::SNS::Subscription').filter(({ TopicArn, Endpoint }) => {
    const owner = String(TopicArn).split(':')[4];
    const invited = (statement: Statement) => statement.Action === 'sns:Subscribe' && JSON.stringify(statement.Principal).includes(account)
      && statement.Condition?.StringEquals['sns:Endpoint'] === Endpoint;
    return owner !== account && !stacks.some((stack) => stack.account === owner
      && ofType(stack.resources, 'AWS::SNS::TopicPolicy').some(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement.some(invited)));
  }).map(({ TopicArn }) => `${name} subscribes to ${String(TopicArn)}, whose policy does not let account ${account}`);
}

/** A function that is named as a destination needs a policy in its own account. */
function callsWithoutConsent({ name, account, resources }: StackModel, stacks: StackModel[]): string[] {
  const called = resources.filter(({ Type }) => SOURCES.includes(Type)).flatMap(({ Properties }) => functionsIn(Properties));
  const lets = (owner: string) => stacks.some((stack) => stack.account === owner && stack.resources.some(({ Type }) => POLICIES.includes(Type)));
  return called.filter((fn) => fn.account !== account && !lets(fn.account)).map((fn) => `${name} calls ${fn.arn}, and account ${fn.account} lets nobody`);
}

interface Statement {
  readonly Action: unknown;
  readonly Principal: unknown;
  readonly Condition?: { StringEquals: Record<string, unknown> };
}

function ofType(resources: Resource[], type: string): Record<string, unknown>[] {
  return resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties!);
}

function functionsIn(value: unknown): { arn: string; account: string }[] {
  return [...JSON.stringify(value ?? {}).matchAll(FUNCTION)].map(([arn, account]) => ({ arn, account }));
}
