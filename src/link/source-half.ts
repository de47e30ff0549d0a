import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { AddToResourcePolicyResult, PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { Half } from './half';
import { display, publishHandOver } from './publish-hand-over';

/** A statement in the policy of a source: a topic's, a queue's, a stream's, a key's. */
export interface SourceStatement {
  /** The account that owns the source. */
  readonly account: string;
  /** Where messages point to. */
  readonly at: IConstruct;
  readonly statement: PolicyStatementProps;
  /** Who must allow what, as a sentence, if the source is of another app. */
  readonly summary: string;
  /** AWS CLI lines that do the same, with the statement's text. */
  readonly commands: (statement: string) => string[];
  /** Adds the statement; nothing is added to what another app owns. */
  readonly add: (statement: PolicyStatement) => AddToResourcePolicyResult;
}

/** Writes the source's half, or hands it over. */
export function sourceHalf({ account, at, statement: props, summary, commands, add }: SourceStatement): Half {
  const statement = new PolicyStatement({ effect: Effect.ALLOW, ...props });
  const { statementAdded, policyDependable } = add(statement);
  if (statementAdded) {
    return { written: true, account, construct: policyDependable as IConstruct | undefined };
  }
  const text = display(at, Stack.of(at).resolve(statement.toStatementJson()));
  const handOver = publishHandOver(at, { account: display(at, account), summary, statement: text, commands: commands(text) });
  return { written: false, account, handOver };
}
