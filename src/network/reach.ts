import { Fn, Token } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService, Peer } from 'aws-cdk-lib/aws-ec2';
import type { IGatewayVpcEndpointService, IInterfaceVpcEndpointService, ISecurityGroup, Port } from 'aws-cdk-lib/aws-ec2';
import { serviceName } from './need';
import type { Need } from './need';
import { isIpv4Range, isIpv6Range } from './ranges';
import type { ReachGatewayOptions, ReachOptions, ReachServiceOptions } from './reach-options';
import { misuse } from '../private/errors';
import type { IAssumableRole } from '../role';
import type { ICrossAccountTarget } from '../target';

const ACTION = /^[a-z0-9-]+:[A-Za-z0-9]+\*?$/;

/**
 * What the code of a function in a VPC talks to.
 *
 * The VPC gets the endpoint that it needs, with a policy that lets exactly this through, and the
 * function's security group lets it out. It opens the way and permits nothing: who may call is said
 * by `CrossAccountInvoker`, `role.grants.assume` and the `grant…` methods of the resources.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export class Reach {
  /**
   * A function of another account, called through the Lambda API.
   *
   * The VPC: the endpoint of Lambda, for `lambda:InvokeFunction` on the target's qualified ARN and
   * the ARN of its function. AWS asks for both, and shows `:*` for the first; that the exact
   * qualifier suffices is not verified on AWS. The target's account: nothing.
   *
   * @param target the function, which must be in the region of the VPC
   * @param options whether a role is assumed before
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html
   */
  public static target(target: ICrossAccountTarget, options: ReachOptions = {}): Reach {
    return new Reach((stack) => {
      const arn = target._arnIn(stack);
      return [{
        what: `target ${target.node.path}`,
        type: 'interface',
        service: InterfaceVpcEndpointAwsService.LAMBDA,
        actions: ['lambda:InvokeFunction'],
        resources: [unqualified(arn), arn],
        account: options.via?.roleAccount,
        region: target.targetRegion,
      }, ...assuming(options.via)];
    });
  }

  /**
   * A role that the code assumes.
   *
   * The VPC: the endpoint of STS, for `sts:AssumeRole`, `sts:TagSession` and
   * `sts:SetSourceIdentity` on this role; the AWS SDKs are told to use the regional endpoint. The
   * role's account: nothing.
   *
   * @param role the role
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_interface_vpc_endpoints.html
   */
  public static role(role: IAssumableRole): Reach {
    return new Reach(() => assuming(role));
  }

  /**
   * An AWS service over an interface endpoint.
   *
   * The VPC: the endpoint, for exactly these actions on these ARNs. For services that do not support
   * endpoint policies AWS documents full access.
   *
   * @param service such as `ec2.InterfaceVpcEndpointAwsService.SQS`
   * @param options the actions and the ARNs
   * @throws if actions or resources are empty, an action or ARN is not one, a secret lacks the six
   * characters that end its ARN, or the service is S3 or DynamoDB, which `Reach.gateway` takes
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
   */
  public static service(service: IInterfaceVpcEndpointService, options: ReachServiceOptions): Reach {
    return Reach.ofService('interface', service, options);
  }

  /**
   * Amazon S3 or DynamoDB over a gateway endpoint, which costs nothing.
   *
   * The VPC: the endpoint in the route tables of the function's subnets, for exactly these actions
   * on these ARNs.
   *
   * @param service `ec2.GatewayVpcEndpointAwsService.S3` or `DYNAMODB`
   * @param options the actions and the ARNs
   * @throws if actions or resources are empty, or an action or ARN is not one
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
   */
  public static gateway(service: IGatewayVpcEndpointService, options: ReachGatewayOptions): Reach {
    return Reach.ofService('gateway', service, options, options.prefixListId);
  }

  /**
   * A range of addresses.
   *
   * The function's security group lets the port out to this range. The VPC must have a route
   * there, and the other side must let the function in.
   *
   * @param range `10.1.0.0/16`, or an IPv6 range
   * @param port such as `ec2.Port.tcp(5432)`
   * @throws if it is not a range
   */
  public static cidr(range: string, port: Port): Reach {
    const isIpv6 = isIpv6Range(range);
    if (!Token.isUnresolved(range) && !isIpv6 && !isIpv4Range(range)) {
      throw misuse({ problem: 'range is not a range of IP addresses', got: range, expected: "an address and a prefix such as '10.1.0.0/16'", fix: "write Reach.cidr('10.1.0.0/16', ec2.Port.tcp(5432))" });
    }
    const peer = isIpv6 ? Peer.ipv6(range) : Peer.ipv4(range);
    return new Reach(() => [{ what: range, type: 'peer', peer, port, range, isIpv6 }]);
  }

  /**
   * Whatever has a security group: a database, a file system, another function's endpoint.
   *
   * The function's security group lets the port out to it, and it lets the function in.
   *
   * @param securityGroup the group of the other side
   * @param port such as `ec2.Port.tcp(5432)`
   */
  public static securityGroup(securityGroup: ISecurityGroup, port: Port): Reach {
    return new Reach(() => [{ what: securityGroup.node.path, type: 'peer', peer: securityGroup, port }]);
  }

  private static ofService(
    type: 'interface' | 'gateway', service: IInterfaceVpcEndpointService | IGatewayVpcEndpointService, options: ReachServiceOptions, prefixListId?: string,
  ): Reach {
    const { actions, resources, via } = options;
    requireService(type, service);
    requireActions(actions);
    requireSome('resources', resources, 'resources: [queue.queueArn]');
    resources.forEach(requireResource);
    const need = { what: serviceName(service), type, service, actions, resources, prefixListId };
    return new Reach(() => [{ ...need, account: via?.roleAccount, region: regionOf(resources) }, ...assuming(via)]);
  }

  private constructor(
    /** @internal */
    public readonly _needs: (stack: Stack) => Need[],
  ) {}
}

function assuming(role: IAssumableRole | undefined): Need[] {
  return role ? [{
    what: `role ${role.node.path}`,
    type: 'interface',
    service: InterfaceVpcEndpointAwsService.STS,
    // IAM decides which of them is allowed; the endpoint only says on what
    actions: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    resources: [role.roleArn],
  }] : [];
}

/** An endpoint policy needs both forms of a function's ARN. */
function unqualified(arn: string): string {
  if (!Token.isUnresolved(arn)) { return arn.split(':').slice(0, 7).join(':'); }
  const parts = Fn.split(':', arn, 8);
  return Fn.join(':', parts.slice(0, 7));
}

function requireService(type: 'interface' | 'gateway', service: IInterfaceVpcEndpointService | IGatewayVpcEndpointService): void {
  const name = serviceName(service);
  if (type === 'interface' && (name === 's3' || name === 'dynamodb')) {
    throw misuse({
      problem: `${name} is reached over a gateway endpoint, which costs nothing; for its interface endpoint EC2 asks for the gateway too`,
      expected: 'Reach.gateway',
      fix: `write Reach.gateway(ec2.GatewayVpcEndpointAwsService.${name.toUpperCase()}, { … })`,
    });
  }
  if (Token.isUnresolved(name)) {
    throw misuse({ problem: 'the name of the service is only known at deployment', got: name, expected: 'a text', fix: "write new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.eu-west-1.vpce-svc-…', 443)" });
  }
}

/** A token may be any ARN. */
function requireResource(resource: string): void {
  if (!Token.isUnresolved(resource) && resource !== '*' && !resource.startsWith('arn:')) {
    throw misuse({ problem: 'resources has a value that is no ARN', got: resource, expected: "an ARN such as 'arn:aws:sqs:eu-west-1:222222222222:orders'", fix: 'write resources: [queue.queueArn]' });
  }
  if (/:secret:[^:]+$/.test(resource) && !/(-[A-Za-z0-9?]{6}|\*)$/.test(resource)) {
    throw misuse({
      problem: 'resources names a secret without the six characters that end its ARN, so no request would match',
      got: resource,
      expected: 'the whole ARN, or six wildcards for them',
      fix: 'write resources: [`${secret.secretArn}-??????`]',
    });
  }
}

/** The first that is said; S3 and IAM have none in their ARNs. */
function regionOf(resources: string[]): string | undefined {
  return resources.map((resource) => resource.split(':')[3]).find((region) => region !== undefined && /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region));
}

function requireActions(actions: string[]): void {
  requireSome('actions', actions, "actions: ['sqs:SendMessage']");
  const wrong = actions.find((action) => !Token.isUnresolved(action) && !ACTION.test(action));
  if (wrong === undefined) { return; }
  throw misuse({ problem: 'actions has a value that is no IAM action', got: wrong, expected: "a service and an action, such as 'sqs:SendMessage'", fix: "write actions: ['sqs:SendMessage']" });
}

function requireSome(prop: string, values: string[], fix: string): void {
  if (Array.isArray(values) && !Token.isUnresolved(values) && values.length > 0) { return; }
  throw misuse({ problem: `${prop} is not a list of known length with at least one value`, got: values, expected: 'one value or more', fix: `write ${fix}` });
}
