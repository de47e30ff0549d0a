import type { FunctionProps } from 'aws-cdk-lib/aws-lambda';
import type { CrossAccountTargetOptions } from './cross-account-target-props';
import type { EniQuotas, ExistingEndpoint, PlanFunction, Reach } from '../network';

/**
 * A function in private subnets, who may call it, and what it reaches.
 *
 * The props of a function mean what they mean for `lambda.Function`, except:
 * `allowAllOutbound` and `allowPublicSubnet` are refused; `vpc`, `vpcSubnets`, `securityGroups`,
 * `role` and `ipv6AllowedForDualStack` decide as told below.
 *
 * - `vpc`: without one a VPC is made: isolated subnets over two zones, flow logs, no NAT gateway, no
 *   internet gateway.
 * - `vpcSubnets`: by default the isolated subnets of the VPC, or else the private ones.
 * - `securityGroups`: by default one new group that lets nothing out but `reaches`. Given groups
 *   get the same rules, unless they let everything out (`allowAllOutbound`, aws-cdk-lib's default,
 *   leaves a warning) or are imported with `mutable: false`. Functions with the same groups and
 *   subnets share network interfaces.
 * - `role`: by default a new role. A role of this app gets the permissions for network interfaces;
 *   one that is imported is refused, unless `roleHasEniPermissions`.
 * - `ipv6AllowedForDualStack`: the function, the VPC that is made and its subnets have IPv6
 *   addresses; given subnets must have them.
 */
export interface VpcLambdaTargetProps extends FunctionProps, CrossAccountTargetOptions {
  /**
   * What the code of the function talks to. Endpoints, their policies and the egress of the
   * security group follow from it.
   *
   * @default - nothing; invokers and assumed roles of the function add what they need
   */
  readonly reaches?: Reach[];

  /**
   * Endpoints that the VPC has already, by service.
   *
   * @default - none
   */
  readonly existingEndpoints?: ExistingEndpoint[];

  /**
   * Whether the VPC gets the endpoints that are missing.
   *
   * An endpoint takes the calls of everybody in the VPC, and lets through only what constructs of
   * this library declare. If false, what is reached must be named in `existingEndpoints`, or the
   * subnets must have a NAT gateway: port 443 is then open to all addresses.
   *
   * @default - true if the subnets have no way to the internet; otherwise it must be said, because
   * others in the VPC may use the service over that way
   */
  readonly createEndpoints?: boolean;

  /**
   * The range of the VPC that is made: `/16` to `/24`. Its subnets are `/24`, or smaller if there is no
   * room, or larger if the plan needs it. For ranges of an address pool pass a `vpc`.
   *
   * @default '10.0.0.0/16'
   */
  readonly vpcCidr?: string;

  /**
   * The zones of the VPC that is made, at least two names.
   *
   * @default - the first two of the region, as aws-cdk-lib finds them
   */
  readonly availabilityZones?: string[];

  /**
   * The most executions at one time, for the plan.
   *
   * @default - `reservedConcurrentExecutions`; without it the account's quota, because the function
   * may use all of it
   */
  readonly peakConcurrency?: number;

  /**
   * The most connections that one execution has open at one time, for the plan.
   *
   * @default 10
   */
  readonly connectionsPerExecution?: number;

  /**
   * The growth that the plan leaves room for: 0.25 is a quarter more.
   *
   * @default 0.25
   */
  readonly headroom?: number;

  /**
   * Other functions in the same subnets that are not `VpcLambdaTarget`s, for the plan. Their `subnets`
   * are construct ids such as `IsolatedSubnet1`, their `securityGroups` ids of imported groups or
   * construct paths.
   *
   * @default - none
   */
  readonly otherFunctions?: PlanFunction[];

  /**
   * The quotas of the account, where they were raised.
   *
   * @default - AWS's defaults
   */
  readonly quotas?: EniQuotas;

  /**
   * Whether the function's code is kept from the permissions for network interfaces, which only
   * Lambda needs.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security
   */
  readonly denyEniAccessToCode?: boolean;

  /**
   * Whether `role` has the permissions for network interfaces already, so that none are written.
   *
   * @default false
   */
  readonly roleHasEniPermissions?: boolean;
}
