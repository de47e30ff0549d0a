import { and, or } from './logic';
import { inAnyWay, namingOf, type Naming } from './principal';
import { isUnreadable, speaksOf } from './statement';
import type { LayerName, LayerVerdict } from './verdict';
import type { Statement } from '../model/policy';
import type { Request } from '../model/request';
import { depends, isDepends, type Truth } from '../values/truth';

/** What one layer says. */
export interface Answer {
  readonly layer: LayerName;
  readonly denies: Truth;
  readonly allows: Truth;
  /** For a policy with principals: in which way it allows this caller. */
  readonly naming: Naming;
  readonly statements: readonly Said[];
}

interface Said {
  readonly statement: Statement;
  readonly truth: Truth;
}

/** How the principals of a layer's statements are read: an identity policy has none, an SCP or RCP may have. */
export type Principals = 'none' | 'optional' | 'required';

const UNNAMED: Naming = { itself: false, role: false, account: false };

/** An explicit deny is one statement that denies; without one, one that allows is enough. */
export function ask(layer: LayerName, statements: readonly Statement[], request: Request, action: string, principals: Principals): Answer {
  let denies: Truth = false;
  let naming = UNNAMED;
  const said: Said[] = [];
  for (const statement of statements) {
    const spoken = speaksOf(statement, request, action);
    if (spoken === false) { continue; }
    const named = limited(namingFor(statement, request, principals), spoken);
    const truth = inAnyWay(named);
    if (truth === false) { continue; }
    said.push({ statement, truth });
    if (statement.effect === 'Deny' || isUnreadable(statement)) { denies = or(denies, truth); }
    if (statement.effect === 'Allow') { naming = either(naming, named); }
  }
  return { layer, denies, allows: inAnyWay(naming), naming, statements: said };
}

/** A layer whose policy nobody knows. */
export function unknown(layer: LayerName, what: string): Answer {
  const truth = depends(what);
  return { layer, denies: truth, allows: truth, naming: { ...UNNAMED, itself: truth }, statements: [] };
}

/** Both together, as one layer. */
export function joined(one: Answer, other: Answer): Answer {
  return {
    layer: one.layer,
    denies: or(one.denies, other.denies),
    allows: or(one.allows, other.allows),
    naming: either(one.naming, other.naming),
    statements: [...one.statements, ...other.statements],
  };
}

/** Every level must allow; a deny of any of them counts. */
export function allOf(layer: LayerName, levels: readonly Answer[]): Answer {
  return {
    layer,
    denies: or(...levels.map(({ denies }) => denies)),
    allows: and(...levels.map(({ allows }) => allows)),
    naming: UNNAMED,
    statements: levels.flatMap(({ statements }) => statements),
  };
}

/** What it allows, it allows only if something holds. */
export function doubted(answer: Answer, doubt: string): Answer {
  const naming = limited(answer.naming, depends(doubt));
  const statements = answer.statements
    .map(({ statement, truth }) => ({ statement, truth: statement.effect === 'Deny' ? truth : and(truth, depends(doubt)) }));
  return { ...answer, naming, allows: inAnyWay(naming), statements };
}

export function verdictOf({ layer, denies, allows, statements }: Answer): LayerVerdict {
  const open = [denies, allows].filter(isDepends).flatMap(({ on }) => on);
  if (denies === true) { return { layer, outcome: 'denies', statements: sure(statements, 'Deny'), dependsOn: [] }; }
  if (open.length > 0 && !(allows === true && denies === false)) {
    return { layer, outcome: 'depends', statements: statements.map(({ statement }) => statement), dependsOn: [...new Set(open)] };
  }
  return allows === true
    ? { layer, outcome: 'allows', statements: sure(statements, 'Allow'), dependsOn: [] }
    : { layer, outcome: 'silent', statements: [], dependsOn: [] };
}

function sure(said: readonly Said[], wanted: Statement['effect']): Statement[] {
  return said.filter(({ statement, truth }) => truth === true && statement.effect === wanted).map(({ statement }) => statement);
}

function namingFor(statement: Statement, request: Request, principals: Principals): Naming {
  const isUnnamed = !statement.principals && !statement.notPrincipals;
  return principals === 'none' || (principals === 'optional' && isUnnamed) ? { ...UNNAMED, itself: true } : namingOf(statement, request);
}

function limited({ itself, role, account }: Naming, limit: Truth): Naming {
  return limit === true ? { itself, role, account } : { itself: and(itself, limit), role: and(role, limit), account: and(account, limit) };
}

function either(one: Naming, other: Naming): Naming {
  return { itself: or(one.itself, other.itself), role: or(one.role, other.role), account: or(one.account, other.account) };
}
