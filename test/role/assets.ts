import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type { App, Stage } from 'aws-cdk-lib';
import type { CfnLayerVersion, LayerVersion } from 'aws-cdk-lib/aws-lambda';

interface AssetManifest {
  readonly files: Record<string, { readonly source: { readonly path: string } }>;
}

/** All files that the synthesized layer has below /opt, by path. */
export function filesOf(stage: Stage, layer: LayerVersion): Record<string, string> {
  const stack = Stack.of(layer);
  const { directory } = stage.synth({ force: true });
  try {
    const { s3Key } = stack.resolve((layer.node.defaultChild as CfnLayerVersion).content) as { s3Key: string };
    const { files } = JSON.parse(readFileSync(join(directory, `${stack.artifactId}.assets.json`), 'utf8')) as AssetManifest;
    const root = join(directory, files[s3Key.replace(/\.zip$/, '')].source.path);
    const entries = readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
    return Object.fromEntries(paths.map((path) => [relative(root, path), readFileSync(path, 'utf8')]));
  } finally {
    rmSync((stage.node.root as App).outdir, { recursive: true });
  }
}
