// The packed library, used from another folder as a JavaScript user would.
const assert = require('node:assert');
const { App, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { Caller, CrossAccountInvoker, CrossAccountTarget } = require('cdk-cross-account-lambda');

const app = new App();
const orders = new Stack(app, 'Orders', { env: { account: '222222222222', region: 'eu-west-1' } });
const checkout = new Stack(app, 'Checkout', { env: { account: '111111111111', region: 'eu-west-1' } });
const target = new CrossAccountTarget(orders, 'Orders', {
  function: new lambda.Function(orders, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'),
  }),
  callers: [Caller.organization('o-a1b2c3d4e5')],
});
new CrossAccountInvoker(checkout, 'Checkout', { targets: [target] });
const types = Object.values(app.synth().getStackByName('Orders').template.Resources).map(({ Type }) => Type);
assert(types.includes('AWS::Lambda::ResourcePolicy'), types.join());
console.log('the packed library synthesizes');
