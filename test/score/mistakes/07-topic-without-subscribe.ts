import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SnsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Mistake } from '../parts';
import { orders, rightLink, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '07-topic-without-subscribe',
  title: 'An SnsEventSource for a topic of another account, which lets nobody subscribe',
  rule: 'missing-half-topic',
  says: 'The deployment fails: the function\'s account is not authorized to perform SNS:Subscribe on the topic.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/with-sns-example.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const topic = new Topic(source, 'Placed', { topicName: 'placed' });
    topic.addToResourcePolicy(new PolicyStatement({
      principals: [new AccountPrincipal(SOURCE_ACCOUNT)],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
    }));
    if (repaired) {
      topic.addToResourcePolicy(new PolicyStatement({
        principals: [new AccountPrincipal(TARGET_ACCOUNT)],
        actions: ['sns:Subscribe'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'sns:Protocol': 'lambda' } },
      }));
    }
    orders(target).addEventSource(new SnsEventSource(topic));
    target.addDependency(source);
  },
};
