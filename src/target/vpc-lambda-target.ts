import { Annotations } from 'aws-cdk-lib';
import type { Connections, IConnectable, ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { CrossAccountTarget } from './cross-account-target';
import type { CrossAccountTargetProps } from './cross-account-target-props';
import { FunctionInVpc } from './function-in-vpc';
import type { VpcLambdaTargetProps } from './vpc-lambda-target-props';
import type { EniPlan, Reach } from '../network';
import { ownedFunction } from '../private/function-name';
import { PLAN_FINDING } from '../private/warnings';

/**
 * A target in private subnets that is sized, reachable and survivable.
 *
 * Target's account: the function with its alias and resource policy; if no VPC is given, a VPC
 * without a way to the internet; a security group that lets out what `reaches` names and nothing
 * else; the endpoints for it, with policies that let exactly that through; an execution role whose
 * permissions for network interfaces outlive the function, and which the function's own code cannot
 * use. Caller's account: nothing; a call goes to the Lambda API and never through the VPC of the
 * function.
 *
 * `reaches` opens the network and permits nothing: a `CrossAccountInvoker` or `role.grants.assume`
 * for its `function` does both, so that calls of theirs need no reach. Synthesis warns where the plan
 * finds too little: see `plan`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 *
 * @example
 * const orders = new VpcLambdaTarget(ordersStack, 'Orders', {
 *   runtime: lambda.Runtime.NODEJS_22_X,
 *   handler: 'index.handler',
 *   code: lambda.Code.fromAsset('orders'),
 *   peakConcurrency: 200,
 *   reaches: [Reach.service(ec2.InterfaceVpcEndpointAwsService.SQS, { actions: ['sqs:SendMessage'], resources: [queue.queueArn] })],
 * });
 * queue.grantSendMessages(orders.function);
 * orders.grants.invoke(Caller.role('arn:aws:iam::111111111111:role/checkout'));
 */
export class VpcLambdaTarget extends CrossAccountTarget implements IConnectable {
  constructor(scope: Construct, id: string, props: VpcLambdaTargetProps) {
    const { aliasName, callers, policyType, account, region } = props;
    super(scope, id, { aliasName, callers, policyType, account, region, vpcFunction: props } as unknown as CrossAccountTargetProps);
    this.node.addValidation({
      validate: () => {
        if (!this.parts.saysFindings) { return []; }
        // on the resource: what is added during validation can only be acknowledged further up
        const resource = Annotations.of(ownedFunction(this.function)!);
        for (const { id: finding, message } of this.plan.findings) { resource.addWarningV2(`${PLAN_FINDING}${finding}`, message); }
        return [];
      },
    });
  }

  /** The function; `callable` is its alias. */
  public get function(): LambdaFunction {
    return this.parts.function;
  }

  /** The VPC: the one that was given, or the one that was made. */
  public get vpc(): IVpc {
    return this.parts.vpc;
  }

  /** The function's side of security group rules: `database.connections.allowDefaultPortFrom(target)`. */
  public get connections(): Connections {
    return this.function.connections;
  }

  /** The executions at one time that the plan is made for. */
  public get peakConcurrency(): number {
    return this.parts.peakConcurrency;
  }

  /** The subnets that Lambda has network interfaces in. */
  public get subnets(): ISubnet[] {
    return this.parts.subnets;
  }

  /** The security groups of the function. Functions that share subnets and groups share network interfaces. */
  public get securityGroups(): ISecurityGroup[] {
    return this.parts.securityGroups;
  }

  /**
   * The network interfaces and addresses that the function needs, now and at its peak.
   *
   * All `VpcLambdaTarget`s of these subnets so far are counted, functions with
   * `CrossAccountInvoker({ createEndpoints: true })`, and the endpoints that they use: ask for the plan
   * last.
   */
  public get plan(): EniPlan {
    return this.parts.plan();
  }

  /**
   * Lets the code of the function reach something more.
   *
   * Target's account: the endpoint and the rule of the security group. The other account: nothing.
   *
   * @param reach what is reached
   * @throws if it cannot be reached from the subnets of the function
   */
  public addReach(reach: Reach): void {
    this.parts.open(reach);
  }

  /** @internal */
  protected _make(props: CrossAccountTargetProps): FunctionInVpc {
    const { vpcFunction } = props as CrossAccountTargetProps & { vpcFunction: VpcLambdaTargetProps };
    return new FunctionInVpc(this, vpcFunction);
  }

  private get parts(): FunctionInVpc {
    return this._made as FunctionInVpc;
  }
}
