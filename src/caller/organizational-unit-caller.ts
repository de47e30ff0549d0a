import { Token } from 'aws-cdk-lib';
import type { CallerKind, CallerStatement, PermissionFields } from './caller-kind';
import { misuse } from '../private/errors';

/** Organization, root, then one or more units; https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html */
const PATH = /^o-[a-z0-9]{10,32}\/r-[0-9a-z]{4,32}(\/ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})+\/?$/;

/** Every account of an organizational unit and of the units below it. */
export class OrganizationalUnitCaller implements CallerKind {
  public readonly text: string;
  private readonly pattern: string;

  constructor(organizationPath: string) {
    if (!Token.isUnresolved(organizationPath) && !PATH.test(organizationPath)) {
      throw misuse({
        problem: 'organizationPath is not a path to an organizational unit',
        got: organizationPath,
        expected: 'the ids from the organization over the root down to the unit',
        fix: "write Caller.organizationalUnit('o-a1b2c3d4e5/r-ab12/ou-ab12-11111111'); without wildcard, units below are included",
      });
    }
    this.text = `organizational unit ${organizationPath}`;
    // an account's path ends with '/': '…/*' matches the unit itself and everything below it
    this.pattern = `${organizationPath.replace(/\/$/, '')}/*`;
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths */
  public statement(): CallerStatement {
    return {
      shape: 'OrganizationalUnits',
      sid: 'OrganizationalUnits',
      principalType: '*',
      principals: [],
      conditions: [{ operator: 'ForAnyValue:StringLike', key: 'aws:PrincipalOrgPaths', value: this.pattern }],
    };
  }

  /** AddPermission has no field for organization paths. */
  public permissions(): PermissionFields[] {
    return [];
  }
}
