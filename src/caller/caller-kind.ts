import type { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Condition } from '../link/permission';
import type { Sameness } from '../private/environments';

/** What a kind of caller must know of the target to describe itself in the target's policy. */
export interface TargetView {
  readonly partition: string;
  /** Whether the caller lives in the target's account. */
  readonly sameAccount: Sameness;
  /** The target's account and region; undefined for a role that is assumed, which no service calls. */
  readonly account?: string;
  readonly region?: string;
}

/** Why a caller can never call a target. */
export interface Refusal {
  readonly problem: string;
  readonly expected: string;
  readonly fix: string;
}

/** The caller's share of a policy statement. Callers of one shape become one statement. */
export interface CallerStatement {
  /** Callers of one shape may share a statement without allowing more than each alone would. */
  readonly shape: string;
  /** Ends the statement's Sid. */
  readonly sid: string;
  readonly principalType: 'AWS' | 'Service' | '*';
  readonly principals: string[];
  readonly conditions: Condition[];
}

/** The caller in the fields of an `AWS::Lambda::Permission`, which knows only these. */
export interface PermissionFields {
  readonly principal: string;
  readonly principalOrgId?: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  readonly functionUrlAuthType?: string;
  readonly invokedViaFunctionUrl?: boolean;
}

/** A kind of caller: how it reads in messages and in both policy types. */
export interface CallerKind {
  /** For messages: "role arn:…", "account 111111111111". */
  readonly text: string;
  /** The caller's account; undefined where it is not one account. */
  readonly account?: string;
  /** The caller's partition; undefined where it is not known. */
  readonly partition?: string;
  /** An AWS service, which assumes no roles of other accounts. */
  readonly isService?: boolean;
  /** The role's resource, when this app creates it; only to order deployments, never to change it. */
  readonly createdBy?: IConstruct;
  /** The only stack in which a token ARN means this role; undefined where it means the same everywhere. */
  readonly knownIn?: Stack;
  statement(target: TargetView): CallerStatement;
  /** Several where AddPermission needs one statement each; none where it cannot express the caller. */
  permissions(target: TargetView): PermissionFields[];
  /** Set where AWS lets this caller reach some targets only. */
  refusal?(target: TargetView): Refusal | undefined;
}
