import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';

/**
 * A template in YAML, its short forms written out as in JSON: `!Sub x` as `{ "Fn::Sub": "x" }`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) { throw document.errors[0]; }
  return valueOf(document.contents, document);
}

/** Aliases of aliases can stand for more than any memory holds. */
const MOST_ALIASES = 10_000;
const aliases = new WeakMap<Document, number>();

function valueOf(node: unknown, document: Document): unknown {
  if (isAlias(node)) {
    aliases.set(document, (aliases.get(document) ?? 0) + 1);
    if (aliases.get(document)! > MOST_ALIASES) { throw new Error(`more than ${MOST_ALIASES} aliases`); }
    return valueOf(node.resolve(document), document);
  }
  const tag = (node as Node | null)?.tag;
  const value = untagged(node, document);
  return tag?.startsWith('!') && !tag.startsWith('!!') ? { [longForm(tag.slice(1))]: value } : value;
}

function untagged(node: unknown, document: Document): unknown {
  if (isScalar(node)) { return node.value; }
  if (isSeq(node)) { return node.items.map((item) => valueOf(item, document)); }
  if (!isMap(node)) { return null; }
  const entries = node.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), valueOf(value, document)] as const);
  // `<<` takes over what another map has, which is not in CloudFormation, but in what SAM and its tools read.
  const merged = entries.filter(([key]) => key === '<<').flatMap(([, value]) => value as object | object[]);
  return Object.assign({}, ...merged, Object.fromEntries(entries.filter(([key]) => key !== '<<')));
}

/** `!Ref` and `!Condition` are the only short forms without `Fn::`. */
function longForm(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}
