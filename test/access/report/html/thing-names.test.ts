import { thingNameOf } from '../../../../src/access/report/html/thing-names';

test.each([
  ['arn:aws:lambda:eu-west-1:222222222222:function:orders:live', 'function', 'orders:live'],
  ['arn:aws:iam::111111111111:role/teams/checkout', 'role', 'teams/checkout'],
  ['arn:aws:iam::111111111111:role/Source-Role1A2B-<generated>', 'role', 'Source-Role1A2B-…'],
  ['arn:aws:iam::111111111111:user/deploy', 'user', 'deploy'],
  ['arn:aws:s3:::uploads', 'bucket', 'uploads'],
  ['arn:aws:sqs:eu-west-1:222222222222:jobs', 'queue', 'jobs'],
  ['arn:aws:sns:eu-west-1:222222222222:news', 'topic', 'news'],
  ['arn:aws:kinesis:eu-west-1:222222222222:stream/clicks', 'stream', 'clicks'],
  ['arn:aws:dynamodb:eu-west-1:222222222222:table/orders/index/date', 'table', 'orders/index/date'],
  ['arn:aws:execute-api:eu-west-1:111111111111:a1b2c3/prod/GET/orders', 'API', 'a1b2c3/prod/GET/orders'],
  ['arn:aws:secretsmanager:eu-west-1:222222222222:secret:token-AbCdEf', 'secret', 'token-AbCdEf'],
  ['arn:aws:wisdom:eu-west-1:222222222222:assistant/a', 'wisdom', 'assistant/a'],
  ['<parameter TargetArn of Source>', 'unknown', '<parameter TargetArn of Source>'],
])('%s is a %s called %s', (arn, kind, name) => {
  expect(thingNameOf(arn)).toEqual({ kind, name });
});
