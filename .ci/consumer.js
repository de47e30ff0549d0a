// The packed library, used from another folder as a JavaScript user would.
const assert = require('node:assert');
const { App, Stack } = require('aws-cdk-lib');
const { Rule } = require('aws-cdk-lib/aws-events');
const lambda = require('aws-cdk-lib/aws-lambda');
const { readdirSync } = require('node:fs');
const { buildSync } = require('esbuild');
const { AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget, PythonHelperLayer, VpcLambdaTarget } = require('cdk-cross-account-lambda');

// what an app does not use is not loaded
assert(!Object.keys(require.cache).some((file) => /cdk-cross-account-lambda.lib.(trigger|api)/.test(file)));
const { CrossAccountRuleTarget } = require('cdk-cross-account-lambda');

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
new CrossAccountInvoker(checkout, 'Batch', { via: new AssumableRole(orders, 'Reader'), targets: [target] });
new PythonHelperLayer(checkout, 'Helper');
new Rule(checkout, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new CrossAccountRuleTarget(target)] });
const privateOrders = new VpcLambdaTarget(orders, 'PrivateOrders', {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'),
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
});
// draws it with the bundled dependency
assert(privateOrders.plan.toTable().includes('eu-west-1a'));
const assembly = app.synth();
const types = Object.values(assembly.getStackByName('Orders').template.Resources).map(({ Type }) => Type);
assert(types.includes('AWS::Lambda::ResourcePolicy'), types.join());
const files = readdirSync(assembly.directory, { recursive: true }).filter((file) => file.endsWith('.py'));
assert(files.length === 1 && files[0].endsWith('/python/cross_account_lambda.py'), files.join());
console.log('the packed library synthesizes, and its Python module is in the layer');

// the helper for Node.js, bundled as lambda-nodejs does
const bundle = buildSync({
  stdin: { contents: "export { assumedRoleClient } from 'cdk-cross-account-lambda/runtime';", resolveDir: __dirname },
  bundle: true, platform: 'node', external: ['@aws-sdk/*', '@smithy/*'], write: false,
}).outputFiles[0].text;
assert(bundle.includes('assumedRoleClient') && !bundle.includes('aws-cdk-lib'));
console.log(`the helper for Node.js bundles to ${bundle.length} characters`);

// the access check: its data, its page and its command line are in the package
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');
const { AccessAssertions, CrossAccountAccessPlugin } = require('cdk-cross-account-lambda');
AccessAssertions.fromAssembly(assembly.directory).caller('Checkout/Checkout/Role').canInvoke('Orders/Orders/Alias');
const report = new CrossAccountAccessPlugin().validate({ templatePaths: assembly.stacks.map(({ templateFullPath }) => templateFullPath) });
assert.deepStrictEqual(report.violations.filter(({ severity }) => severity === 'error'), []);
const cli = join(__dirname, 'node_modules/cdk-cross-account-lambda', require('cdk-cross-account-lambda/package.json').bin['cdk-cross-account-lambda']);
const run = (...args) => execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
assert(run('access', assembly.directory).includes('lambda:InvokeFunction'));
assert(run('check', assembly.directory, '--format', 'html').includes('</html>'));
assert.strictEqual(run('sandbox', assembly.directory, '--invoke', 'Orders/Function').trim(), '1');
console.log('the packed command line reads, reports and runs an assembly');
