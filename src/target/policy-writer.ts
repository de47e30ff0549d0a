import type { IConstruct } from 'constructs';
import type { CallerKind, TargetView } from '../caller/caller-kind';
import type { Permission } from '../link/permission';

/** The resource policy of one ARN: that of the alias or version, or that of the function. */
export interface PolicyWriter {
  /** Writes the statement; the construct whose template holds it. */
  write(permission: Permission, caller: CallerKind, target: TargetView): IConstruct;
}
