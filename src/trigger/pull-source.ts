import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { sourceEnvironment } from '../link/source';
import type { SourceResource } from '../link/source';
import { parseAnyArn } from '../private/arns';
import { partitionOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';

/** One resource whose policy must let the reading role in: the source, a stream's consumer, a key. */
export interface PullAccess {
  /** For messages: "queue", "stream", "key". */
  readonly noun: string;
  /** Stands for the ARN in what people paste, where it is only known at deployment: "QUEUE_ARN". */
  readonly placeholder: string;
  readonly construct: IConstruct;
  /** The account that owns it, which need not be the source's: a key can be of a third. */
  readonly account: string;
  /** The ARN as the role's stack writes it. */
  readonly arn: string;
  /** The Resource of the statement in its own policy. */
  readonly resource: string;
  /** Begins the Sid of that statement; the role ends it. */
  readonly sid: string;
  readonly actions: string[];
  /** What the role needs beside them, which has no resource, so that no policy of the source can allow it. */
  readonly listing?: string;
  /** Adds the statement; nothing is added to what another app owns. */
  readonly add: (statement: PolicyStatement) => AddToResourcePolicyResult;
  /** AWS CLI lines for the whole policy, for one statement of it, and for the role. */
  readonly commands: (policy: string, roleArn: string) => string[];
  /** What a person must know about these lines. */
  readonly note: string;
}

/** A queue or stream from which Lambda reads under the role of a function of another account. */
export interface PullSource {
  readonly noun: string;
  /** As that of an access. */
  readonly placeholder: string;
  readonly construct: SourceResource;
  /** The ARN that the L2 has. */
  readonly ownArn: string;
  /** The class of aws-cdk-lib that does the same within one account, for messages. */
  readonly plain: string;
  /** Our class, for messages. */
  readonly className: string;
  /** Whether a mapping says where in the source it begins. */
  readonly hasPosition: boolean;
  /** The ARN as a stack writes it that is deployed after the source's. */
  readonly arnFor: (env: KnownEnvironment) => string;
  /** Everything that must be readable; fails for what cannot be shared. */
  readonly accesses: (env: KnownEnvironment) => PullAccess[];
}

/** The resource behind an L2 of this app; undefined for an imported one. */
export function ownedResource(construct: IConstruct): CfnResource | undefined {
  const child = construct.node.defaultChild;
  return child && CfnResource.isCfnResource(child) ? child : undefined;
}

/** Where a source is: as its ARN says if it is imported (some L2s say the stack that imports them), else as its stack says. */
export function environmentOfSource(at: IConstruct, construct: SourceResource, arn: string): KnownEnvironment {
  if (ownedResource(construct)) { return sourceEnvironment(at, construct, Stack.of(at)); }
  const parsed = Token.isUnresolved(arn) ? undefined : parseAnyArn(arn);
  const { account, region } = { ...construct.env, ...parsed };
  return { account, region, partition: partitionOf(region) };
}
