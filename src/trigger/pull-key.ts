import { Stack } from 'aws-cdk-lib';
import type { CfnKey, IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { environmentOfSource, ownedResource } from './pull-source';
import type { PullAccess } from './pull-source';
import { pasteable } from '../link/hand-over-text';
import { shellQuote } from '../link/publish-hand-over';
import { misuse, pathOf } from '../private/errors';

/**
 * The key under which a source keeps its records: the role must be allowed to decrypt in the key's
 * policy and in its own.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 */
export function keyAccess(source: IConstruct, given: IKey): PullAccess {
  const key = keyBehind(source, given);
  const resource = ownedResource(key) as CfnKey | undefined;
  const arn = resource?.attrArn ?? key.keyArn;
  const { account, region } = environmentOfSource(source, key, key.keyArn);
  return {
    noun: 'key',
    placeholder: 'KEY_ARN',
    construct: key,
    account,
    arn,
    resource: '*',
    sid: 'Decrypt',
    actions: ['kms:Decrypt'],
    add: (statement) => key.addToResourcePolicy(statement),
    note: 'the command makes a grant, for which the role must exist; the statement does the same in the key policy',
    commands: (_policy, roleArn) => [
      `aws kms create-grant --region ${pasteable(source, region, 'REGION')} --key-id ${shellQuote(pasteable(key, arn, 'KEY_ARN'))} `
      + `--grantee-principal ${shellQuote(roleArn)} --operations Decrypt`,
    ],
  };
}

/** Fails for a source whose records only its own account can decrypt. */
export function requireShareableKey(source: IConstruct, noun: string, keyId: unknown, managed: string, known: IKey | undefined, fix: string): void {
  if (keyId === undefined) { return; }
  if (JSON.stringify(Stack.of(source).resolve(keyId)).includes(managed)) {
    throw misuse({
      problem: `${pathOf(source)} is encrypted with the key that AWS manages for its account (${managed}), which no other account can use`,
      expected: `a ${noun} without encryption by KMS, or with a key of yours`,
      fix,
      at: source,
    });
  }
  if (!known) {
    throw misuse({
      problem: `${pathOf(source)} is encrypted with a key that its construct does not know`,
      expected: 'a key whose policy can let the role decrypt, or be handed over',
      fix,
      at: source,
    });
  }
}

/** Policies name keys, not aliases; https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html */
export function keyBehind(source: IConstruct, key: IKey): IKey {
  if (!('aliasName' in key)) { return key; }
  try {
    return (key as IAlias).aliasTargetKey;
  } catch {
    throw misuse({
      problem: `${pathOf(source)} is encrypted under an alias, and policies cannot name the key behind it`,
      expected: 'the key itself',
      fix: 'pass kms.Key.fromKeyArn(this, id, keyArn) as its encryption key',
      at: source,
    });
  }
}
