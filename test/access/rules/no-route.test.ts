import { allow, FOR_LAMBDA, found, only, ORDERS, role, source } from './report-of';
import { change, ENDPOINT, ISOLATED, route } from '../network/isolated';
import type { Resources } from '../network/isolated';

/** The function in its VPC, whose role may do what a statement says. */
function calling(action: string, resource: string, more: Resources = {}) {
  return source({ ...ISOLATED, Role: role('caller', [FOR_LAMBDA], [allow(action, resource)]), ...more });
}

test('no endpoint and no route', () => {
  expect(only([calling('lambda:InvokeFunction', ORDERS)])).toEqual({
    rule: 'no-route error',
    message: 'Source/Caller may call arn:aws:lambda:eu-west-1:222222222222:function:orders with lambda:InvokeFunction, and from its VPC '
      + 'there is no way to lambda in eu-west-1: vpc-<Vpc of Source> has no endpoint for lambda, and subnet-<SubnetA of Source> has '
      + 'no route to 0.0.0.0/0',
    fix: 'add an interface endpoint for com.amazonaws.eu-west-1.lambda to its subnets (open for its security groups on port 443), or a '
      + 'route to a NAT gateway; without one the call hangs until the timeout',
    at: 'Source/Caller',
    statement: {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test.each([
  ['lambda:InvokeFunctionUrl', ORDERS, 'add a route to a NAT gateway to its subnets, or call the function by its ARN through an interface endpoint for lambda'],
  ['lambda:InvokeFunction', ORDERS.replace('eu-west-1', 'us-east-1'), 'add a route to a NAT gateway to its subnets: endpoints serve their own region'],
  ['dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:111111111111:table/carts',
    'add a gateway endpoint for com.amazonaws.eu-west-1.dynamodb to its subnets (open for its security groups on port 443), or a route to a NAT gateway'],
])('what to add for %s on %s', (action, resource, fix) => {
  expect(only([calling(action, resource)]).fix).toBe(`${fix}; without one the call hangs until the timeout`);
});

describe('silent', () => {
  test('with an endpoint, or a route out', () => {
    expect(found(calling('lambda:InvokeFunction', ORDERS, ENDPOINT))).toEqual([]);
    expect(found(calling('lambda:InvokeFunction', ORDERS, route({ NatGatewayId: 'nat-1' })))).toEqual([]);
  });

  test('in subnets of another app', () => {
    const subnets = change(ISOLATED, 'Caller', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } });
    expect(found(calling('lambda:InvokeFunction', ORDERS, { Caller: subnets.Caller }))).toEqual([]);
  });

  test('for a pattern, which need not be called', () => {
    expect(found(calling('lambda:InvokeFunction', '*'))).toEqual([]);
  });

  test('for what Lambda reads outside of the VPC', () => {
    expect(found(calling('sqs:ReceiveMessage', 'arn:aws:sqs:eu-west-1:333333333333:placed'))).toEqual([]);
  });
});
