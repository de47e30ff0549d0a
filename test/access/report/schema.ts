import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats(ajv);
const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'report-schema.json'), 'utf8')) as { $defs: object };
ajv.addSchema(schema, 'report');

/** What in an answer differs from docs/report-schema.json, by the definition of its command. */
export function schemaErrors(answer: Record<string, unknown>): string[] {
  const validate = ajv.getSchema(`report#/$defs/${String(answer.command)}`)!;
  return validate(answer) ? [] : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}
