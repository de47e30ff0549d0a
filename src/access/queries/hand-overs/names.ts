import { createHash } from 'node:crypto';
import { fieldsOf, functionOf } from '../../values/arn';

/** An argument for a POSIX shell. */
export function shellQuote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replace(/'/g, "'\\''")}'`;
}

/** Eight characters that are the same for the same text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** `CheckoutAccess` of `…:role/checkout`: a logical id or a construct id. */
export function idFor(arn: string, suffix: string): string {
  const name = nameIn(arn).replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${suffix}`;
}

/** `checkout_access`, as people name resources of Terraform. */
export function terraformName(arn: string): string {
  return nameIn(arn).replace(/[^A-Za-z0-9]+/g, '_').replace(/^(\d)/, '_$1').toLowerCase();
}

/** The name of a role, function, queue, … without path and qualifier. */
export function nameIn(arn: string): string {
  const { resource } = fieldsOf(functionOf(arn)?.functionArn ?? arn);
  return resource.slice(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
}

export function documentOf(statements: readonly object[]): { readonly Version: string; readonly Statement: readonly object[] } {
  return { Version: '2012-10-17', Statement: statements };
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

/** A value as Terraform writes it. */
export function hcl(value: unknown, indent = ''): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) { return `[\n${value.map((one) => `${deeper}${hcl(one, deeper)},\n`).join('')}${indent}]`; }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => `${deeper}${/^[A-Za-z_]\w*$/.test(key) ? key : hclText(key)} = ${hcl(one, deeper)}\n`);
    return `{\n${entries.join('')}${indent}}`;
  }
  return hclText(String(value));
}

/** `${` and `%{` begin templates: https://developer.hashicorp.com/terraform/language/expressions/strings */
export function hclText(text: string): string {
  return JSON.stringify(text).replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{');
}

/** A value as an object literal of TypeScript, with quotes where JSON has them and single ones for texts. */
export function literal(value: unknown, indent = ''): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) { return `[${value.map((one) => literal(one, indent)).join(', ')}]`; }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => `${deeper}${/^[A-Za-z_]\w*$/.test(key) ? key : quoted(key)}: ${literal(one, deeper)},\n`);
    return `{\n${entries.join('')}${indent}}`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
}
