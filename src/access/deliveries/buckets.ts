import type { TemplateReader } from '../read/template-reader';

/** Who owns the buckets of the templates: an ARN of S3 has neither account nor region. */
export class Buckets {
  private readonly owners = new Map<string, { readonly account: string; readonly region: string }>();

  constructor(readers: readonly TemplateReader[]) {
    for (const reader of readers) {
      for (const [id] of reader.ofType('AWS::S3::Bucket')) { this.owners.set(reader.ref(id), reader.stack); }
    }
  }

  /** Undefined for a bucket that no template here creates. */
  public ownerOf(name: string): { readonly account: string; readonly region: string } | undefined {
    return this.owners.get(name);
  }
}
