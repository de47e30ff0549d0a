import { Intrinsics } from './intrinsics';
import { isWhollyOpen } from './marks';
import type { ReadOptions } from './options';
import { OtherStacks } from './other-stacks';
import { outputReadsOf } from './output-reads';
import { Reader } from './reader';
import type { StackTemplate } from './stack-template';
import type { TemplateReader } from './template-reader';
import type { OutputRead, UnknownValue } from '../model/cloud';

export interface Readers {
  readonly readers: readonly TemplateReader[];
  readonly outputReads: readonly OutputRead[];
  /** Grows as values are read. */
  readonly unknowns: UnknownValue[];
}

/** One reader for each template, which know of each other. */
export function readersOf(templates: readonly StackTemplate[], options: ReadOptions = {}): Readers {
  const unknowns: UnknownValue[] = [];
  const noted = new Set<string>();
  const note = (path: string, what: string) => {
    const key = `${path} ${what}`;
    if (noted.has(key)) { return; }
    noted.add(key);
    unknowns.push({ path, what });
  };
  const others = new OtherStacks();
  const all = templates.map((template) => {
    const noteHere = (logicalId: string, what: string) => note(logicalId === '' ? template.stack.id : `${template.stack.id}/${logicalId}`, what);
    template.problems.forEach(({ logicalId, what }) => noteHere(logicalId, what));
    if (isWhollyOpen(template.stack.account)) { note(template.stack.id, 'the account that the stack is deployed to is not known'); }
    if (isWhollyOpen(template.stack.region)) { note(template.stack.id, 'the region that the stack is deployed to is not known'); }
    const intrinsics = new Intrinsics(template, others, noteHere, options.generatedName);
    others.add(intrinsics);
    return { template, intrinsics, noteHere };
  });
  const chosen = all.filter(({ template }) => isChosen(template, options.stacks));
  if (chosen.length === 0 && all.length > 0) {
    throw new Error(`no stack is called ${options.stacks?.join(' or ')}: there are ${templates.map(({ stack }) => stack.id).join(', ')}`);
  }
  const readers = chosen.map(({ intrinsics, noteHere }) => {
    const reader = new Reader(intrinsics, noteHere);
    for (const [id] of reader.ofType('AWS::CloudFormation::Stack')) {
      if (!others.hasNested(reader.stack.id, id)) { noteHere(id, 'the template of the nested stack is not here: what it creates is missing'); }
    }
    return reader;
  });
  const outputReads = chosen.flatMap(({ intrinsics }, index) => outputReadsOf(intrinsics, others, readers[index]));
  return { readers, outputReads, unknowns };
}

/** A nested stack goes with the stack that has it. */
function isChosen({ stack }: StackTemplate, stacks: readonly string[] | undefined): boolean {
  return stacks === undefined || stacks.some((one) => one === stack.name || one === stack.id || stack.id.startsWith(`${one}/`));
}
