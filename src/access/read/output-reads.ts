import type { Intrinsics } from './intrinsics';
import type { OtherStacks } from './other-stacks';
import type { TemplateReader } from './template-reader';
import type { OutputRead } from '../model/cloud';

/** Each output of another stack that a template reads, once for every resource that reads it. */
export function outputReadsOf(intrinsics: Intrinsics, others: OtherStacks, reader: TemplateReader): OutputRead[] {
  if (!intrinsics.source.readsOutputs) { return []; }
  return Object.entries(intrinsics.source.template.Resources ?? {}).flatMap(([id, { Properties: props }]) => {
    const reads: OutputRead[] = [];
    visit(props, (argument) => {
      const read = others.outputRead(intrinsics, intrinsics.resolve(argument));
      if (!read?.producer || read.producer === intrinsics) { return; }
      reads.push({ site: reader.site(id), of: read.producer.stack, outputName: read.outputName });
    });
    return reads;
  });
}

function visit(value: unknown, found: (argument: unknown) => void): void {
  if (typeof value !== 'object' || value === null) { return; }
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Fn::GetStackOutput') { found(inner); } else { visit(inner, found); }
  }
}
