import { join } from 'node:path';
import { IgnoreMode } from 'aws-cdk-lib';
import { Code, LayerVersion, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

const RUNTIME_DIRECTORY = join(__dirname, '..', 'runtime');

/**
 * A layer with the Python module `cross_account_lambda`, for functions that assume roles of other
 * accounts or call functions there. It needs Python 3.10 or newer.
 *
 * Caller's account: one `AWS::Lambda::LayerVersion`; it uses the boto3 of the Python runtime.
 * Target's account: nothing.
 *
 * For functions written in Python, whatever language the app is in.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html
 * @see https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda/blob/main/docs/inside-functions.md
 *
 * @example
 * checkoutFunction.addLayers(new PythonHelperLayer(checkoutStack, 'Helper'));
 */
export class PythonHelperLayer extends LayerVersion {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'The Python module cross_account_lambda of cdk-cross-account-lambda',
      // the asset keeps its folder: Lambda puts /opt/python on the path
      code: Code.fromAsset(RUNTIME_DIRECTORY, {
        ignoreMode: IgnoreMode.GIT,
        exclude: ['*', '!python', 'python/*', '!python/cross_account_lambda.py'],
      }),
      compatibleRuntimes: pythonRuntimes(),
    });
  }
}

/** All that this version of aws-cdk-lib knows: a layer refuses functions with any other. */
function pythonRuntimes(): Runtime[] {
  const minor = ({ name }: Runtime) => Number(name.slice('python3.'.length));
  return Runtime.ALL.filter((runtime) => runtime.family === RuntimeFamily.PYTHON && minor(runtime) >= 10);
}
