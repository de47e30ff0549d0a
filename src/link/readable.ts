import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse, pathOf } from '../private/errors';
import { referencesIn } from '../private/references';

/** A text in one template that another template gives at deployment. */
export interface Reading {
  /** In the stack that reads. */
  readonly reader: IConstruct;
  /** What is read, as that stack writes it. */
  readonly text: string;
  /** For messages: "the ARN", "the id". */
  readonly part: string;
  readonly source: IConstruct;
  /** What helps beside another place for the stacks, if anything: "give a new queue a queueName". */
  readonly remedy?: string;
  /** Where the message points to; the reader if it is not said. */
  readonly at?: IConstruct;
}

/**
 * Fails where a template would have to read a text of another account and cannot.
 *
 * aws-cdk-lib writes `Fn::GetStackOutput` with a role that trusts the CloudFormation execution role
 * of the stack that reads, which nested stacks and some synthesizers do not know. From a nested
 * stack some of the versions that we support read the name of that stack in the same way, which is not
 * verified to work.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function requireReadable(reading: Reading): void {
  const { reader, text } = reading;
  const stack = Stack.of(reader);
  // PhysicalName.GENERATE_IF_NEEDED is a reference that becomes a text
  if (!Token.isUnresolved(text) || typeof stack.resolve(text) === 'string') { return; }
  const others = new Set(referencesIn(reader, text).map(({ target }) => Stack.of(target)));
  for (const other of others) {
    // two accounts that are not known count as one in aws-cdk-lib
    if (other.account !== stack.account) { requireOutput(reading, stack, other); }
  }
}

function requireOutput(reading: Reading, stack: Stack, other: Stack): void {
  if (stack.nestedStackParent) {
    throw unreadable(reading, `the nested stack ${pathOf(stack)} cannot read it from another account`, 'move what names it out of the nested stack');
  }
  if (stack.synthesizer.cloudFormationExecutionRole === undefined) {
    throw unreadable(reading, `stack ${pathOf(stack)} cannot read it from another account, because its synthesizer has no CloudFormation execution role`,
      `let stack ${pathOf(stack)} use DefaultStackSynthesizer`);
  }
  if (other.nestedStackParent) {
    throw unreadable(reading, `another account cannot read it from the nested stack ${pathOf(other)}`, `move ${pathOf(reading.source)} out of the nested stack`);
  }
}

function unreadable({ reader, part, source, remedy, at = reader }: Reading, because: string, move: string): Error {
  return misuse({
    problem: `${part} of ${pathOf(source)} is only known at deployment, and ${because}`,
    expected: `${part} as a text, or two stacks between which it can be read`,
    fix: [remedy, move].filter(Boolean).join('; or '),
    at,
  });
}
