/** Three-valued: yes, no, or it depends, and then on what: `aws:PrincipalOrgID`, `parameter BucketName of Source`. */
export type Truth = boolean | Depends;

export interface Depends {
  readonly on: readonly string[];
}

export function depends(...on: string[]): Depends {
  return { on };
}

export function isDepends(truth: Truth): truth is Depends {
  return typeof truth !== 'boolean';
}

/** True where all are; one that is false decides. */
export function all<T>(items: readonly T[], truth: (item: T) => Truth): Truth {
  return fold(items, truth, false);
}

/** False where all are; one that is true decides. */
export function any<T>(items: readonly T[], truth: (item: T) => Truth): Truth {
  return fold(items, truth, true);
}

export function not(truth: Truth): Truth {
  return isDepends(truth) ? truth : !truth;
}

function fold<T>(items: readonly T[], truth: (item: T) => Truth, deciding: boolean): Truth {
  let on: Set<string> | undefined;
  for (const item of items) {
    const one = truth(item);
    if (one === deciding) { return deciding; }
    if (isDepends(one)) { on = new Set([...on ?? [], ...one.on]); }
  }
  return on ? { on: [...on] } : !deciding;
}
