import type { IConstruct } from 'constructs';
import { parseRoleArn } from '../private/arns';
import type { RoleArn } from '../private/arns';
import { compareAccounts } from '../private/environments';
import { misuse } from '../private/errors';
import type { ICrossAccountTarget } from '../target';

/** The execution role of a function of another app, as the other team tells it. */
export function requireRoleOfTarget(at: IConstruct, functionRoleArn: string, target: ICrossAccountTarget): RoleArn {
  const parsed = parseRoleArn(functionRoleArn);
  if (parsed && compareAccounts(parsed.account, target.targetAccount) !== 'different') { return parsed; }
  throw misuse({
    problem: parsed ? `functionRoleArn is of account ${parsed.account}, the target of account ${target.targetAccount}` : 'functionRoleArn is not the ARN of a role',
    got: functionRoleArn,
    expected: "the literal ARN of the execution role of the target's function, which is in its account",
    fix: "copy it from the configuration of that function, such as 'arn:aws:iam::222222222222:role/rotator'",
    at,
  });
}

/** Of a function of this app the role is known. */
export function refuseRoleOfTarget(at: IConstruct, functionRoleArn: string | undefined): void {
  if (functionRoleArn === undefined) { return; }
  throw misuse({
    problem: 'functionRoleArn is set, but the target is a function of this app, whose role is known',
    got: functionRoleArn,
    expected: 'functionRoleArn only for a target of another app',
    fix: 'remove functionRoleArn',
    at,
  });
}
