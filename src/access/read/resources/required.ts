import type { TemplateReader } from '../template-reader';

/** A property that CloudFormation asks for: empty where a template lacks it all the same, so that nothing has that name. */
export function required(reader: TemplateReader, value: unknown): string {
  return reader.text(value) ?? '';
}
