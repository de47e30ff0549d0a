import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { cloudOf, fn, twoAccounts } from './apps';
import { readCloud } from './read-cloud';

const directory = mkdtempSync(join(tmpdir(), 'read-cloud-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A folder with one file, as the content of a layer. */
function folder(name: string): string {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, 'file.txt'), name);
  return join(directory, name);
}

test('a function has the directories of its layers, in their order', () => {
  const { app, source } = twoAccounts({ context: { 'aws:cdk:enable-asset-metadata': true } });
  const layers = ['one', 'two'].map((name) => new lambda.LayerVersion(source, name, { code: lambda.Code.fromAsset(folder(name)) }));
  fn(source, 'With', { layers });
  fn(source, 'Without');
  const { directory: assembly } = app.synth();
  const [withLayers, without] = readCloud(assembly).functions;
  expect(withLayers.layers).toEqual(layers.map((layer) => {
    const { 'aws:asset:path': path } = (layer.node.defaultChild as lambda.CfnLayerVersion).cfnOptions.metadata!;
    return join(assembly, path);
  }));
  expect(without.layers).toEqual([]);
  rmSync(assembly, { recursive: true });
});

test('without asset metadata the places of layers are not known, as those of code are not', () => {
  const { app, source } = twoAccounts();
  fn(source, 'With', { layers: [new lambda.LayerVersion(source, 'Layer', { code: lambda.Code.fromAsset(folder('one')) })] });
  expect(cloudOf(app).functions[0]).toMatchObject({ layers: [], codeDirectory: undefined });
});

test('fails for a layer of somewhere else', () => {
  const { app, source } = twoAccounts();
  const arn = 'arn:aws:lambda:eu-west-1:333333333333:layer:tools:1';
  fn(source, 'With', { layers: [lambda.LayerVersion.fromLayerVersionArn(source, 'Layer', arn)] });
  expect(() => cloudOf(app)).toThrow(`Source: no test support for the layer "${arn}", which is not one of the stack`);
});
