import type { StackTemplate } from './stack-template';
import type { Cloud } from '../model/cloud';

/**
 * Finds the reason for which a rule is set aside at a construct, or at one above it.
 *
 * An assembly says what is acknowledged at a stack and below; what is said at the app or a stage is not in its files.
 */
export function acknowledgedIn(templates: readonly StackTemplate[]): NonNullable<Cloud['acknowledged']> {
  const byStack = new Map(templates.map((template) => [template.stack.id, template]));
  return ({ stack, path }, ids) => {
    const rules = byStack.get(stack.id)?.acknowledgedRules?.();
    if (!rules || rules.size === 0) { return undefined; }
    return pathsUp(path).flatMap((at) => ids.flatMap((id) => rules.get(at)?.[id] ?? [])).at(0);
  };
}

/** `A/B/C`, `A/B`, `A`. */
function pathsUp(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}
