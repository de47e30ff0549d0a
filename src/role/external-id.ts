import { CfnDynamicReference, CfnDynamicReferenceService, Token } from 'aws-cdk-lib';
import { misuse } from '../private/errors';

/**
 * An external id that is not written in the program, but read by both accounts from a store of
 * their own when they are deployed.
 *
 * Both templates contain the same dynamic reference, and CloudFormation replaces it in each account
 * by what the parameter or secret of that name has there. The value must be the same in both; a
 * change of it takes effect when both stacks are updated. AWS does not treat an external id as a
 * secret: it stands readable in the trust policy and in the environment of the calling function.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export class ExternalId {
  /**
   * Read from a Systems Manager parameter of type `String`, which must exist in each account and
   * region that the two stacks are deployed to.
   *
   * @param parameterName for example `/reports/external-id`
   */
  public static fromParameter(parameterName: string): string {
    return new CfnDynamicReference(CfnDynamicReferenceService.SSM, requireName('parameterName', parameterName, /^[\w./-]+$/)).toString();
  }

  /**
   * Read from a Secrets Manager secret, which must exist in each account and region that the two
   * stacks are deployed to.
   *
   * @param secretName the name of the secret, the same in both accounts; for example `reports/external-id`
   * @param jsonField the field of a secret that is a JSON object; without it the whole text is the external id
   */
  public static fromSecret(secretName: string, jsonField?: string): string {
    const name = requireName('secretName', secretName, /^[\w/+=.@-]+$/);
    const field = jsonField === undefined ? '' : `:${requireName('jsonField', jsonField, /^[^:{}]+$/)}`;
    return new CfnDynamicReference(CfnDynamicReferenceService.SECRETS_MANAGER, `${name}:SecretString${field}`).toString();
  }

  private constructor() {}
}

function requireName(prop: string, value: string, pattern: RegExp): string {
  if (!Token.isUnresolved(value) && pattern.test(value)) { return value; }
  throw misuse({
    problem: `${prop} is not a name that both accounts can look up`,
    got: value,
    expected: 'the name itself, not an ARN and not a token: each account has one of its own',
    fix: prop === 'jsonField' ? "write ExternalId.fromSecret('reports/external-id', 'externalId')" : `write the name, such as '${prop === 'secretName' ? 'reports/external-id' : '/reports/external-id'}'`,
  });
}
