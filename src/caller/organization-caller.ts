import { Token } from 'aws-cdk-lib';
import type { CallerKind, CallerStatement, PermissionFields } from './caller-kind';
import { misuse } from '../private/errors';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;

/** Every account of an organization. */
export class OrganizationCaller implements CallerKind {
  public readonly text: string;

  constructor(private readonly organizationId: string) {
    if (!Token.isUnresolved(organizationId) && !ORGANIZATION_ID.test(organizationId)) {
      throw misuse({
        problem: 'organizationId is not the id of an organization',
        got: organizationId,
        expected: "'o-' and 10 to 32 lower-case letters or digits",
        fix: organizationId.startsWith('ou-') || organizationId.includes('/')
          ? 'for an organizational unit write Caller.organizationalUnit with the path from the organization down'
          : "write Caller.organization('o-a1b2c3d4e5'); `aws organizations describe-organization` prints the id",
      });
    }
    this.text = `organization ${organizationId}`;
  }

  public statement(): CallerStatement {
    return {
      shape: 'Organizations',
      sid: 'Organizations',
      principalType: '*',
      principals: [],
      conditions: [{ operator: 'StringEquals', key: 'aws:PrincipalOrgID', value: this.organizationId }],
    };
  }

  public permissions(): PermissionFields[] {
    return [{ principal: '*', principalOrgId: this.organizationId }];
  }
}
