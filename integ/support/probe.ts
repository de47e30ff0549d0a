import { Duration } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Call } from './calls';
import { SOURCE, TARGET } from './environment';
import { ANSWER, inlineCode } from './functions';

/** What happens at which resource: see handlers/probe.js. Without a cause the nonce is what somebody else sends. */
export interface ProbeEvent {
  readonly cause?: string;
  /** The variable of the probe that names the resource. */
  readonly at?: string;
  readonly nonce?: string;
  /** How long it waits, at most 100. @default 60 */
  readonly seconds?: number;
}

/** The function of the other account gets the event. */
export function delivered(probe: lambda.IFunction, event: ProbeEvent): Call {
  return { caller: probe, event: { ...event }, result: { answer: ANSWER } };
}

/** The function of the other account does not get the event. */
export function notDelivered(probe: lambda.IFunction, event: ProbeEvent): Call {
  return { caller: probe, event: { ...event }, result: { error: 'timeout' } };
}

/**
 * A function of the target account that reports every event to the source account: see handlers/receiver.js.
 *
 * @param receipts the name of the probe's queue, which this account writes before it exists
 */
export function receivingFunction(scope: Construct, id: string, receipts: string): lambda.Function {
  const fn = new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: inlineCode('receiver.js'),
    environment: { RECEIPTS_URL: `https://sqs.${SOURCE.region}.amazonaws.com/${SOURCE.account}/${receipts}` },
    // as long as a user pool waits
    timeout: Duration.seconds(5),
  });
  fn.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [`arn:aws:sqs:${SOURCE.region}:${SOURCE.account}:${receipts}`] }));
  return fn;
}

/**
 * A function of the source account that causes events and waits for their receipts: see handlers/probe.js.
 *
 * @param receipts the name of the queue to which the other account reports
 * @param environment the resources at which it causes events
 */
export function probeFunction(scope: Construct, id: string, receipts: string, environment: Record<string, string>): lambda.Function {
  // receipts that nobody waits for any more are soon gone
  const queue = new Queue(scope, `${id}Receipts`, { queueName: receipts, retentionPeriod: Duration.minutes(5) });
  queue.addToResourcePolicy(new PolicyStatement({
    principals: [new AccountPrincipal(TARGET.account)],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
  }));
  const fn = new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: inlineCode('probe.js'),
    environment: { ...environment, RECEIPTS_URL: queue.queueUrl },
    // what invokes it waits two minutes
    timeout: Duration.seconds(115),
  });
  queue.grantConsumeMessages(fn);
  return fn;
}
