import type { At, Configured } from './configured';
import { delivery, isFunction, textsIn } from './configured';
import { knownTargets, sendAsService } from './send';
import type { Sender } from './send';
import type { Delivery } from '../model/delivery';
import type { Properties } from '../read/template-reader';
import { fieldsOf } from '../values/arn';

/** Services that do nothing but call functions under their own name, and send what they call for and its account. */
export const SERVICES: Readonly<Record<string, Configured>> = {
  // https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html
  'AWS::IoT::TopicRule': (at, { TopicRulePayload }) => {
    const { Actions, ErrorAction } = at.reader.object(TopicRulePayload);
    const functions = [...at.reader.objects(Actions), at.reader.object(ErrorAction)]
      .map(({ Lambda }) => at.reader.text(at.reader.object(Lambda).FunctionArn));
    return calls(at, 'iot-rule', sender(at, 'the rule', 'iot.amazonaws.com'), functions);
  },
  // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
  'AWS::Cognito::UserPool': (at, { LambdaConfig }) =>
    calls(at, 'user-pool', sender(at, 'the user pool', 'cognito-idp.amazonaws.com'), textsIn(at.reader.object(LambdaConfig))),
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_turn-on-for-other.html
  'AWS::SecretsManager::RotationSchedule': (at, { RotationLambdaARN, SecretId }) =>
    calls(at, 'secret', sender(at, 'Secrets Manager', 'secretsmanager.amazonaws.com', secretArn(at, SecretId)), [at.reader.text(RotationLambdaARN)]),
  // https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_lambda-functions.html; that it sends the rule is not verified
  'AWS::Config::ConfigRule': (at, { Source }) => {
    const { Owner, SourceIdentifier } = at.reader.object(Source);
    const { source, ...config } = sender(at, 'the Config rule', 'config.amazonaws.com');
    return Owner === 'CUSTOM_LAMBDA' ? calls(at, 'config-rule', { ...config, source: { account: source.account } }, [at.reader.text(SourceIdentifier)]) : [];
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html; that it sends the account is not verified
  'AWS::ElasticLoadBalancingV2::TargetGroup': (at, { TargetType, Targets }) => {
    const arn = at.reader.ref(at.id);
    const functions = at.reader.text(TargetType) === 'lambda' ? at.reader.objects(Targets).map(({ Id }) => at.reader.text(Id)) : [];
    return calls(at, 'load-balancer', { who: 'the load balancer', service: 'elasticloadbalancing.amazonaws.com', sourceArn: arn, source: { arn } }, functions);
  },
};

function alarm(at: At, { AlarmActions, OKActions, InsufficientDataActions }: Properties): Delivery[] {
  const actions = [AlarmActions, OKActions, InsufficientDataActions].flatMap((list) => at.reader.texts(list));
  return calls(at, 'alarm', sender(at, 'the alarm', 'lambda.alarms.cloudwatch.amazonaws.com'), actions);
}

type SenderOf = Sender & { readonly sourceArn: string };

function sender({ reader, id }: At, who: string, service: string, sourceArn = reader.arn(id)): SenderOf {
  return { who, service, sourceArn, source: { arn: sourceArn, account: fieldsOf(sourceArn).account || reader.stack.account } };
}

function calls(at: At, kind: string, { sourceArn, ...by }: SenderOf, functions: readonly (string | undefined)[]): Delivery[] {
  return knownTargets(at, functions).filter(isFunction)
    .map((target) => delivery(at, { kind, sourceArn }, target, sendAsService(at.setting, by, target)));
}

/** The id of a secret may be its name. */
function secretArn({ reader }: At, secretId: unknown): string {
  const secret = reader.text(secretId) ?? '';
  const { partition, region, account } = reader.stack;
  return secret.startsWith('arn:') ? secret : `arn:${partition}:secretsmanager:${region}:${account}:secret:${secret}`;
}
