import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { AssumableRole, CrossAccountLambdaInvoke, CrossAccountTarget } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'A state machine that calls two functions of another account, one of them through a role',
  build(app) {
    const { source, target } = twoStacks(app);
    const stateMachineRole = new Role(source, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const charge = new CrossAccountTarget(target, 'Charge', { function: fn(target, 'ChargeFunction') });
    const ship = new CrossAccountTarget(target, 'Ship', { function: fn(target, 'ShipFunction') });
    const steps = new CrossAccountLambdaInvoke(source, 'ChargeIt', { target: charge, stateMachineRole })
      .next(new CrossAccountLambdaInvoke(source, 'ShipIt', { target: ship, stateMachineRole, via: new AssumableRole(target, 'Shipper') }));
    new StateMachine(source, 'Orders', { role: stateMachineRole, definitionBody: DefinitionBody.fromChainable(steps) });
  },
};
