import type { Cloud } from '../../../src/access/model/cloud';
import type { Delivery } from '../../../src/access/model/delivery';
import { readCloud } from '../../../src/access/read/read-cloud';
import type { TemplateResource } from '../../../src/access/read/stack-template';

export const SOURCE = '111111111111';
export const TARGET = '222222222222';
export const REGION = 'eu-west-1';
/** Another account's function. */
export const ORDERS = `arn:aws:lambda:${REGION}:${TARGET}:function:orders:live`;

type Resources = Record<string, TemplateResource>;

/** What a stack of the source's account would create, and one of the target's. */
export function cloudOf(source: Resources, target: Resources = {}): Cloud {
  return readCloud([template('Source', SOURCE, source), template('Target', TARGET, target)]);
}

function template(name: string, account: string, Resources: Resources) {
  return {
    stack: { name, id: name, account, region: REGION, partition: 'aws', templateFile: `${name}.template.json`, dependsOn: [] },
    template: { Resources },
    readsOutputs: false,
    given: {},
    constructPath: () => undefined,
    assetPath: () => undefined,
    problems: [],
  };
}

/** The calls in short: `sqs:SendMessage by events.amazonaws.com on arn…`. */
export function callsOf({ deliveries }: Pick<Cloud, 'deliveries'>): string[] {
  return deliveries.flatMap(({ requests }) => requests.map(({ request: { caller, action, resourceArn } }) =>
    `${action} by ${caller.kind === 'service' ? caller.service : caller.kind === 'role' ? caller.arn : caller.kind} on ${resourceArn}`));
}

/** What a service says of its source: text where it sends one, `absent` where it is known to send none, `unknown` where nobody knows. */
export function sentOf({ requests }: Delivery, index = 0): [arn: string, account: string] {
  const { context } = requests[index].request;
  const sent = (key: string) => context.has(key) ? context.get(key)?.join() ?? 'absent' : 'unknown';
  return [sent('aws:sourcearn'), sent('aws:sourceaccount')];
}

/** A role of the source's account, with its ARN. */
export const ROLE: Resources = { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'sender', AssumeRolePolicyDocument: { Statement: [] } } } };
export const ROLE_ARN = `arn:aws:iam::${SOURCE}:role/sender`;
