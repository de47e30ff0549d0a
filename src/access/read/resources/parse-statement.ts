import { isWhollyOpen } from '../marks';
import { isObject, listOf, textOf, textsOf } from './json-values';
import { parseConditions } from './parse-conditions';
import type { Principals, Statement, StatementSource } from '../../model/policy';
import type { Site } from '../../model/site';
import { hasUnknown, isMark, lettersOf, open, unknownsIn } from '../../values/unknown';

/** Where a document stands. */
export interface DocumentSource {
  /** Its name for messages. */
  readonly policy: string;
  readonly site?: Site;
}

/**
 * A statement, or a list of them, that is only there if a condition turns out to be true.
 *
 * Who resolves a document puts it in the place of an `Fn::If` with a condition that has no value yet: one for each branch.
 */
export class Uncertain {
  constructor(public readonly value: unknown, public readonly why: string) {}
}

/**
 * The statements of a policy document, as an object or as JSON text. Never throws: what is no statement becomes one that
 * may or may not apply, with the reason in `source.unknown`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parseStatements(document: unknown, source: DocumentSource): Statement[] {
  if (document === undefined || document === null) { return []; }
  if (document instanceof Uncertain) {
    return parseStatements(document.value, source).map((statement) => uncertain(statement, document.why));
  }
  if (typeof document === 'string') { return ofText(document, source); }
  if (!isObject(document)) { return [unreadable(`a policy document that is no object, ${JSON.stringify(document)}`, source)]; }
  if (document.Statement === undefined) { return [unreadable('a policy document without Statement', source, document)]; }
  return ofList(document.Statement, source);
}

function ofText(text: string, source: DocumentSource): Statement[] {
  if (isWhollyOpen(text.trim())) { return [unreadable(unknownsIn(text)[0], source)]; }
  try {
    return parseStatements(JSON.parse(text), source);
  } catch {
    return [unreadable('a policy document that is no JSON', source)];
  }
}

function ofList(statements: unknown, source: DocumentSource): Statement[] {
  if (statements instanceof Uncertain) { return ofList(statements.value, source).map((one) => uncertain(one, statements.why)); }
  return Array.isArray(statements) ? statements.flatMap((one) => ofList(one, source)) : [ofStatement(statements, source)];
}

function ofStatement(json: unknown, source: DocumentSource): Statement {
  if (typeof json === 'string' && hasUnknown(json)) { return unreadable(unknownsIn(json).join(', '), source); }
  if (!isObject(json)) { return unreadable(`a statement that is no object, ${JSON.stringify(json)}`, source); }
  const problem = problemOf(json);
  if (problem !== undefined) { return unreadable(problem, source, json); }
  return {
    effect: json.Effect as Statement['effect'],
    ...json.Action === undefined ? { notActions: lowerCase(json.NotAction) } : { actions: lowerCase(json.Action) },
    ...json.Resource !== undefined && { resources: textsOf(json.Resource) },
    ...json.NotResource !== undefined && { notResources: textsOf(json.NotResource) },
    ...json.Principal !== undefined && { principals: principalsOf(json.Principal) },
    ...json.NotPrincipal !== undefined && { notPrincipals: principalsOf(json.NotPrincipal) },
    conditions: parseConditions(json.Condition),
    source: sourceOf(source, json),
  };
}

/** Why a statement can be read in no way that is sure. */
function problemOf(json: Record<string, unknown>): string | undefined {
  const { Effect: effect } = json;
  if (typeof effect === 'string' && hasUnknown(effect)) { return unknownsIn(effect).join(', '); }
  if (effect !== 'Allow' && effect !== 'Deny') { return `a statement with the Effect ${JSON.stringify(effect)}`; }
  if ((json.Action === undefined) === (json.NotAction === undefined)) { return 'a statement without exactly one of Action and NotAction'; }
  return undefined;
}

/**
 * Marks as letters of their labels would change by that; they are kept.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
function lowerCase(actions: unknown): string[] {
  return textsOf(actions).map((action) => hasUnknown(action)
    ? lettersOf(action).map((letter) => isMark(letter) ? letter : letter.toLowerCase()).join('')
    : action.toLowerCase());
}

/**
 * `*` alone is everybody, the same as `{ "AWS": "*" }`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function principalsOf(json: unknown): Principals {
  if (typeof json === 'string' && hasUnknown(json)) { return anyKindOf(json); }
  if (!isObject(json)) { return { AWS: textsOf(json) }; }
  return Object.fromEntries(Object.entries(json).map(([kind, names]) => [kind, textsOf(names)]));
}

function anyKindOf(mark: string): Principals {
  return { AWS: [mark], Service: [mark], Federated: [mark] };
}

/** A statement of which nothing is known: with marks everywhere it may match any request, and matches none for sure. */
export function unreadable(why: string, source: DocumentSource, json: Record<string, unknown> = {}): Statement {
  const mark = open(why);
  return {
    effect: 'Allow',
    actions: [mark],
    resources: [mark],
    principals: anyKindOf(mark),
    conditions: [],
    source: { ...sourceOf(source, json), unknown: unknownsIn(mark)[0] },
  };
}

/** The statement, which may also not be there. */
export function uncertain(statement: Statement, why: string): Statement {
  const { unknown } = statement.source;
  return { ...statement, source: { ...statement.source, unknown: unknown === undefined ? why : `${why}; ${unknown}` } };
}

function sourceOf({ policy, site }: DocumentSource, json: Record<string, unknown>): StatementSource {
  const sid = textOf(listOf(json.Sid)[0]);
  return { policy, ...sid !== undefined && { sid }, ...site && { site }, json };
}
