import type { IGatewayVpcEndpoint, IGatewayVpcEndpointService, IInterfaceVpcEndpoint, IInterfaceVpcEndpointService, IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { serviceName } from './need';

/**
 * An endpoint that the VPC has already, for one service.
 *
 * The function's security group is let through to it. Its policy, if it has one in this app, gets the
 * statements that the reaches need; one without a policy stays open, and one of another app stays as
 * it is.
 */
export class ExistingEndpoint {
  /**
   * An interface endpoint; one that is imported needs its security groups, which
   * `ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes` takes.
   *
   * @param service such as `ec2.InterfaceVpcEndpointAwsService.LAMBDA`
   * @param endpoint the endpoint of that service in the VPC of the function
   */
  public static forInterface(service: IInterfaceVpcEndpointService, endpoint: IInterfaceVpcEndpoint): ExistingEndpoint {
    return new ExistingEndpoint(`interface ${serviceName(service)}`, endpoint, endpoint);
  }

  /**
   * A gateway endpoint; the route tables of the function's subnets must have it.
   *
   * @param service `ec2.GatewayVpcEndpointAwsService.S3` or `DYNAMODB`
   * @param endpoint the endpoint of that service in the VPC of the function
   */
  public static forGateway(service: IGatewayVpcEndpointService, endpoint: IGatewayVpcEndpoint): ExistingEndpoint {
    return new ExistingEndpoint(`gateway ${serviceName(service)}`, endpoint);
  }

  private constructor(
    /** @internal */
    public readonly _key: string,
    /** @internal */
    public readonly _endpoint: IVpcEndpoint,
    /** @internal */
    public readonly _connectable?: IInterfaceVpcEndpoint,
  ) {}
}
