import type { CallerKind, CallerStatement, PermissionFields } from './caller-kind';
import { misuse } from '../private/errors';

/** Everybody, in every account. */
export class AnyoneCaller implements CallerKind {
  public readonly text = 'anyone';

  constructor(public readonly reason: string) {
    if (reason.trim() === '') {
      throw misuse({
        problem: 'reason is empty',
        got: reason,
        expected: 'why every AWS account may call this function',
        fix: "write Caller.anyone({ reason: 'public price list, read-only, rate-limited by reserved concurrency' })",
      });
    }
  }

  public statement(): CallerStatement {
    return { shape: 'Anyone', sid: 'Anyone', principalType: '*', principals: [], conditions: [] };
  }

  public permissions(): PermissionFields[] {
    return [{ principal: '*' }];
  }
}
