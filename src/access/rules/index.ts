import { BAD_PRINCIPAL } from './bad-principal';
import { CROSS_REGION_TRIGGER } from './cross-region-trigger';
import { EXTERNAL_ID_NOT_SENT } from './external-id-not-sent';
import { FORBIDDEN_CALL } from './forbidden-call';
import { MISPLACED_PERMISSION } from './misplaced-permission';
import { MISSING_HALF_API } from './missing-half-api';
import { MISSING_HALF_ASSUME } from './missing-half-assume';
import { MISSING_HALF_INVOKE } from './missing-half-invoke';
import { MISSING_HALF_KEY } from './missing-half-key';
import { MISSING_HALF_QUEUE } from './missing-half-queue';
import { MISSING_HALF_STREAM } from './missing-half-stream';
import { MISSING_HALF_TOPIC } from './missing-half-topic';
import { MIXED_POLICY_TYPES } from './mixed-policy-types';
import { MUTUAL_NEED } from './mutual-need';
import { NO_ROUTE } from './no-route';
import { POLICY_OF_FOREIGN_ROLE } from './policy-of-foreign-role';
import { POLICY_SIZE } from './policy-size';
import { PRINCIPAL_NOT_CREATED } from './principal-not-created';
import { PUBLIC_FUNCTION } from './public-function';
import { PUBLIC_TRUST } from './public-trust';
import { QUALIFIER_MISMATCH } from './qualifier-mismatch';
import { ROOT_TRUST_WITHOUT_CONDITION } from './root-trust-without-condition';
import type { Rule } from './rule';
import { SERVICE_WITHOUT_SOURCE } from './service-without-source';
import { SOURCE_ACCOUNT_OF_WRONG_SIDE } from './source-account-of-wrong-side';
import { UNUSED_GRANT } from './unused-grant';

/** Every rule, in the order of the docs: calls that fail, deployments that fail, doors that stand open. */
export const RULES: readonly Rule[] = [
  MISPLACED_PERMISSION,
  MISSING_HALF_INVOKE,
  MISSING_HALF_ASSUME,
  MISSING_HALF_QUEUE,
  MISSING_HALF_TOPIC,
  MISSING_HALF_STREAM,
  MISSING_HALF_KEY,
  MISSING_HALF_API,
  QUALIFIER_MISMATCH,
  SOURCE_ACCOUNT_OF_WRONG_SIDE,
  EXTERNAL_ID_NOT_SENT,
  FORBIDDEN_CALL,
  CROSS_REGION_TRIGGER,
  NO_ROUTE,
  POLICY_OF_FOREIGN_ROLE,
  BAD_PRINCIPAL,
  PRINCIPAL_NOT_CREATED,
  MUTUAL_NEED,
  MIXED_POLICY_TYPES,
  POLICY_SIZE,
  PUBLIC_FUNCTION,
  PUBLIC_TRUST,
  SERVICE_WITHOUT_SOURCE,
  ROOT_TRUST_WITHOUT_CONDITION,
  UNUSED_GRANT,
];
