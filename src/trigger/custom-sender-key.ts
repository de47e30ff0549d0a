import { Stack, Token } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { CfnKey, IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { refuseRoleOfTarget, requireRoleOfTarget } from './function-role';
import type { CrossAccountUserPoolTriggerProps } from './user-pool-trigger-props';
import { pasteable, whereToFind } from '../link/hand-over-text';
import { IdentityPolicy, identityHandOver } from '../link/identity-policy';
import { deployAfterResource } from '../link/order';
import { permissionFor } from '../link/permission';
import { display, publishHandOver, shellQuote } from '../link/publish-hand-over';
import { requireReadable } from '../link/readable';
import { sourceHalf } from '../link/source-half';
import { accountRoot } from '../private/arns';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { functionBehind } from '../private/function-name';
import { shortHash } from '../private/names';
import { nameRole } from '../private/role-name';
import { CrossAccountTarget } from '../target';
import { stackOfTarget } from '../target/stack-of-target';

const DECRYPT = permissionFor('kms:Decrypt', 'DecryptCodes');

/**
 * Lets the function's role decrypt the codes of a custom sender: a statement of the key's policy in the
 * pool's account, and one of the role's policy in the function's.
 *
 * The id of a key is not known before it is deployed, so the function's account names every key of
 * the pool's account and region, of which the key's own policy opens this one only.
 */
export function letDecrypt(at: Construct, key: IKey, env: KnownEnvironment, props: CrossAccountUserPoolTriggerProps): void {
  const exact = props.exactSource || stackOfTarget(props.target) === Stack.of(key);
  const keyArn = exact ? exactArn(key) : importedArn(key) ?? `arn:${env.partition}:kms:${env.region}:${env.account}:key/*`;
  const roleArn = identityHalf(at, key, keyArn, props);
  sourceHalf({
    account: key.env.account,
    at,
    statement: {
      sid: `DecryptCodes${shortHash(roleArn)}`,
      principals: [new ArnPrincipal(accountRoot(env.partition, props.target.targetAccount))],
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
    },
    summary: `the policy of key ${display(at, key.keyArn)}, which this app does not deploy, must let ${roleArn} decrypt`,
    commands: () => [
      `aws kms create-grant --region ${env.region} --key-id ${shellQuote(display(at, key.keyArn))} --grantee-principal ${roleArn} --operations Decrypt`,
    ],
    add: (statement) => key.addToResourcePolicy(statement),
  });
}

/** The ARN of the role that may decrypt. */
function identityHalf(at: Construct, key: IKey, keyArn: string, props: CrossAccountUserPoolTriggerProps): string {
  const { target, functionRoleArn, exactSource } = props;
  if (target instanceof CrossAccountTarget) {
    refuseRoleOfTarget(at, functionRoleArn);
    const role = functionBehind(target.callable).role;
    if (!role) { throw roleNotKnown(at, props, 'a function with a role', 'import it with lambda.Function.fromFunctionAttributes(this, id, { functionArn, role })'); }
    return ownRole(at, role, target, keyArn, exactSource ? key : undefined);
  }
  if (functionRoleArn === undefined) {
    throw roleNotKnown(at, props, 'functionRoleArn, the role that decrypts the codes', "write functionRoleArn: 'arn:aws:iam::222222222222:role/sender', as the other team tells");
  }
  const { roleName } = requireRoleOfTarget(at, functionRoleArn, target);
  const resourceArn = pasteable(at, keyArn, 'KEY_ARN');
  publishHandOver(at, identityHandOver(at, {
    account: target.targetAccount,
    roleName,
    summary: `role ${functionRoleArn}, which this app does not deploy, must be allowed to decrypt the codes that it sends${whereToFind(resourceArn, 'KEY_ARN')}`,
    permission: DECRYPT,
    resourceArn,
  }));
  return functionRoleArn;
}

/** @param exact the key, if the policy names exactly this one */
function ownRole(at: Construct, role: IRole, target: CrossAccountTarget, keyArn: string, exact: IKey | undefined): string {
  const { construct: policy } = IdentityPolicy.of(role as unknown as Construct, role, target.targetAccount).allow(DECRYPT, keyArn);
  if (exact && policy && Token.isUnresolved(keyArn)) {
    requireReadable({ reader: policy, text: keyArn, part: 'the ARN', source: exact, remedy: 'leave exactSource out', at });
    // the role may be in another stack than the target, and the key in another than the pool
    deployAfterResource(policy, exact, [], `${pathOf(policy)} names ${pathOf(exact)}, whose ARN is known at deployment`, 'leave exactSource out');
  }
  return nameRole(role, target.targetAccount).roleArn;
}

function roleNotKnown(at: Construct, { target, operation }: CrossAccountUserPoolTriggerProps, expected: string, fix: string): Error {
  return misuse({
    problem: `the execution role of ${pathOf(target)} is not known, and for ${operation.operationName} it must decrypt`,
    expected,
    fix,
    at,
  });
}

function exactArn(key: IKey): string {
  return (key.node.defaultChild as CfnKey | undefined)?.attrArn ?? key.keyArn;
}

/** The id of a key of this app is chosen by KMS. */
function importedArn(key: IKey): string | undefined {
  return Token.isUnresolved(key.keyArn) ? undefined : key.keyArn;
}
