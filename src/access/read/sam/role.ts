import { openMark } from '../marks';
import { awsManagedPolicy } from '../resources/aws-managed-policies';
import type { Properties } from '../template-reader';
import { destinationPolicies } from './destinations';
import { policyTemplate } from './policy-templates';
import type { SamBuild, SamResource } from './sam-build';
import { isObject, listOf } from './sam-build';

/** The policies that SAM attaches for what reads streams and queues. */
const EVENT_POLICIES: Readonly<Record<string, string>> = {
  SQS: 'service-role/AWSLambdaSQSQueueExecutionRole',
  Kinesis: 'service-role/AWSLambdaKinesisExecutionRole',
  DynamoDB: 'service-role/AWSLambdaDynamoDBExecutionRole',
  MSK: 'service-role/AWSLambdaMSKExecutionRole',
};

/**
 * The execution role that SAM makes for a function without `Role`.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 */
export function samRole(sam: SamResource, build: SamBuild, eventTypes: readonly string[]): void {
  const { props } = sam;
  const managed = [
    'service-role/AWSLambdaBasicExecutionRole',
    ...props.Tracing === 'Active' ? ['AWSXrayWriteOnlyAccess'] : [],
    ...props.VpcConfig === undefined ? [] : ['service-role/AWSLambdaVPCAccessExecutionRole'],
    ...new Set(eventTypes.flatMap((type) => EVENT_POLICIES[type] ?? [])),
  ];
  roleWithPolicies(sam, build, { service: 'lambda.amazonaws.com', managed, more: destinationPolicies(sam) });
}

/** A role with the `Policies` of a SAM resource: names and ARNs of managed policies, documents, statements and policy templates. */
export function roleWithPolicies(sam: SamResource, build: SamBuild, { service, managed, more }: {
  readonly service: string;
  readonly managed: readonly string[];
  readonly more: readonly Properties[];
}): void {
  const { id, props } = sam;
  const role = `${id}Role`;
  const arns: unknown[] = managed.map(awsManaged);
  const documents: { PolicyName: string; PolicyDocument: unknown }[] = [];
  listOf(props.Policies).forEach((policy, index) => {
    if (typeof policy === 'string') { arns.push(policy.startsWith('arn:') ? policy : managedByName(policy)); return; }
    if (isObject(policy) && ('Ref' in policy || 'Fn::Sub' in policy || 'Fn::Join' in policy || 'Fn::ImportValue' in policy)) { arns.push(policy); return; }
    documents.push({ PolicyName: `${role}Policy${index}`, PolicyDocument: document(policy, id, build) });
  });
  more.forEach((policy, index) => documents.push({ PolicyName: `${role}DestinationPolicy${index}`, PolicyDocument: policy }));
  build.add(sam, role, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: props.AssumeRolePolicyDocument
      ?? { Version: '2012-10-17', Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }] },
    ManagedPolicyArns: arns,
    ...documents.length > 0 && { Policies: documents },
    Path: props.RolePath,
    PermissionsBoundary: props.PermissionsBoundary,
  });
}

function document(policy: unknown, id: string, build: SamBuild): unknown {
  if (isObject(policy) && 'Statement' in policy) { return policy; }
  const [[name, parameters] = ['', undefined]] = isObject(policy) ? Object.entries(policy) : [];
  const known = policyTemplate(name, isObject(parameters) ? parameters : {});
  if (known) { return known; }
  build.note(id, `the policy template ${name} of SAM is not known here`);
  return openMark(`policy template ${name} of ${id}`);
}

/** A name alone does not tell the path in the ARN of a policy. */
function managedByName(name: string): unknown {
  const path = ['', 'service-role/', 'job-function/', 'aws-service-role/'].find((one) => awsManagedPolicy(`${one}${name}`) !== undefined) ?? '';
  return awsManaged(`${path}${name}`);
}

function awsManaged(name: string): unknown {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` };
}
