import type { Intrinsics } from './intrinsics';
import { Uncertain } from './resources/parse-statement';
import { isDepends } from '../values/truth';

/**
 * A policy document resolved, but for the statements behind a condition whose value nobody knows: both branches are kept,
 * each as one that may hold.
 */
export function uncertainBranches(document: unknown, scope: Intrinsics): unknown {
  const branches = branchesOf(document, scope);
  if (branches) { return { Statement: branches.map(({ value, why }) => new Uncertain(statementsOf(uncertainBranches(value, scope)), why)) }; }
  if (typeof document !== 'object' || document === null || !('Statement' in document)) { return scope.resolve(document); }
  const { Statement, ...rest } = document;
  return { ...scope.resolve(rest) as object, Statement: statements(Statement, scope) };
}

function statements(value: unknown, scope: Intrinsics): unknown {
  const branches = branchesOf(value, scope);
  if (branches) { return branches.map((branch) => new Uncertain(statements(branch.value, scope), branch.why)); }
  if (!Array.isArray(value)) { return scope.resolve(value); }
  return value.map((item) => statements(item, scope)).filter((item) => item !== undefined).flat();
}

/** The branches of an `Fn::If` that may go either way; undefined for anything else, also where the condition is known. */
function branchesOf(value: unknown, scope: Intrinsics): Uncertain[] | undefined {
  if (typeof value !== 'object' || value === null || !('Fn::If' in value) || !Array.isArray(value['Fn::If'])) { return undefined; }
  const [name, ...branches] = value['Fn::If'] as unknown[];
  if (typeof name !== 'string' || !isDepends(scope.condition(name))) { return undefined; }
  return branches
    .filter((branch) => scope.resolve(branch) !== undefined)
    .map((branch) => new Uncertain(branch, `condition ${name} of ${scope.stack.id}`));
}

function statementsOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null && 'Statement' in document ? document.Statement : document;
}
