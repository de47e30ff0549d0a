import type { GeneratedName } from './resource-place';

export interface ReadOptions {
  /** The stacks to read, by name or by id (`Prod/Orders`); others are only looked at for what these refer to. Default: all. */
  readonly stacks?: readonly string[];
  /** The values of parameters, by the name or id of the stack. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Makes concrete names in the place of those that AWS would make up. */
  readonly generatedName?: GeneratedName;
  /** Where stacks without an env are deployed. Default: nobody knows. */
  readonly env?: { readonly account?: string; readonly region?: string };
}
