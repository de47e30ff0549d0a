import type { Site } from './site';

/** A function of the templates. Every ARN of it that can be called is its own, or the one of a version or an alias. */
export interface FunctionModel {
  /** Unqualified. */
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly site: Site;
  /** Its execution role. */
  readonly roleArn: string;
  readonly qualifiers: readonly Qualifier[];
  readonly urls: readonly FunctionUrl[];
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  readonly code: FunctionCode;
}

export interface Qualifier {
  readonly kind: 'alias' | 'version';
  /** `live`; the number of a version is not known before deployment. */
  readonly name: string;
  /** Qualified. */
  readonly arn: string;
  /** For an alias: the version it points to (`1`, `$LATEST`, a mark). */
  readonly version?: string;
  readonly site: Site;
}

export interface FunctionUrl {
  /** The ARN that the URL calls: the function's or an alias's. */
  readonly targetArn: string;
  readonly authType: 'AWS_IAM' | 'NONE';
  readonly site: Site;
}

/** What it takes to run the function on this machine. */
export interface FunctionCode {
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The directory with the code; undefined where it is neither an asset of the assembly nor inline. */
  readonly directory?: string;
  /** The source text, for code that stands in the template. */
  readonly inline?: string;
  /** Directories, a later one over an earlier one. */
  readonly layers: readonly string[];
  /** The ARNs of layers whose files are not here. */
  readonly otherLayers: readonly string[];
}
