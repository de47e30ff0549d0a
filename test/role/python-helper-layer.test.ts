import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { filesOf } from './assets';
import { PythonHelperLayer } from '../../src';
import { errorOf, fn, SOURCE_ENV } from '../support/apps';

function withLayer(): { app: App; source: Stack; layer: PythonHelperLayer } {
  const app = new App();
  const source = new Stack(app, 'Source', { env: SOURCE_ENV });
  return { app, source, layer: new PythonHelperLayer(source, 'Helper') };
}

describe('PythonHelperLayer', () => {
  test('holds exactly the module, where Python looks for it', () => {
    const { app, layer } = withLayer();
    const module = readFileSync(join(__dirname, '../../src/runtime/python/cross_account_lambda.py'), 'utf8');
    expect(filesOf(app, layer)).toEqual({ 'python/cross_account_lambda.py': module });
  });

  test('is one resource, for every Python from 3.10 on', () => {
    const template = Template.fromStack(withLayer().source);
    template.hasResourceProperties('AWS::Lambda::LayerVersion', {
      Description: 'The Python module cross_account_lambda of cdk-cross-account-lambda',
      // newer versions of aws-cdk-lib know more
      CompatibleRuntimes: ['python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14', ...'PYTHON_3_15' in lambda.Runtime ? ['python3.15'] : []],
    });
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(1);
  });

  test('is taken by a Python function, and refused by one of Node.js', () => {
    const { source, layer } = withLayer();
    fn(source, 'Python', { runtime: lambda.Runtime.PYTHON_3_13 }).addLayers(layer);
    Template.fromStack(source).hasResourceProperties('AWS::Lambda::Function', { Runtime: 'python3.13', Layers: [source.resolve(layer.layerVersionArn)] });
    expect(errorOf(() => fn(source, 'Node').addLayers(layer))).toMatch(/nodejs24\.x.*not in .*python3\.13/s);
  });
});
