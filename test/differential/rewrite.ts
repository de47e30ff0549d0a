import type { Case, PolicyJson } from './case';

type Values = readonly string[];

/** One operator with one key of a condition block. */
export interface Entry {
  readonly operator: string;
  readonly key: string;
  readonly values: Values;
}

/** The case with another condition in the place of each; `undefined` leaves one out. */
export function withConditions(given: Case, change: (entry: Entry) => Entry | undefined): Case {
  return withStatements(given, (statement) => {
    const block = statement.Condition as Record<string, Record<string, string | string[]>> | undefined;
    if (!block) { return statement; }
    const entries = Object.entries(block).flatMap(([operator, keys]) => Object.entries(keys)
      .flatMap(([key, values]) => change({ operator, key, values: [values].flat() }) ?? []));
    const changed: Record<string, Record<string, Values>> = {};
    for (const { operator, key, values } of entries) { changed[operator] = { ...changed[operator], [key]: values }; }
    const { Condition: _, ...rest } = statement;
    return entries.length > 0 ? { ...rest, Condition: changed } : rest;
  });
}

/** The case with every statement of every policy changed. */
export function withStatements(given: Case, change: (statement: PolicyJson) => PolicyJson): Case {
  const policy = (document: PolicyJson): PolicyJson => ({ ...document, Statement: statementsOf(document).map(change) });
  const { identityPolicies, boundary, sessionPolicy, resourcePolicy, endpointPolicy, serviceControlPolicies, resourceControlPolicies } = given;
  return {
    ...given,
    identityPolicies: identityPolicies.map(policy),
    boundary: boundary && policy(boundary),
    sessionPolicy: sessionPolicy && policy(sessionPolicy),
    resourcePolicy: resourcePolicy && policy(resourcePolicy),
    endpointPolicy: endpointPolicy && policy(endpointPolicy),
    serviceControlPolicies: serviceControlPolicies.map(policy),
    resourceControlPolicies: resourceControlPolicies.map(policy),
  };
}

export function statementsOf({ Statement: statements }: PolicyJson): PolicyJson[] {
  return [statements as PolicyJson | PolicyJson[]].flat();
}

/** The values of a key of the request; empty where it is missing. */
export function valuesOf({ context }: Case, key: string): readonly string[] {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  return found === undefined ? [] : [found].flat();
}
