/** What a caller must send when it assumes the role. */
export interface RoleRequirements {
  /**
   * The external id that callers must send: 2 to 1,224 characters, as text, or from
   * `ExternalId.fromParameter` or `ExternalId.fromSecret`.
   *
   * It keeps a third party that works for many customers from using one customer's role for
   * another. It is no secret.
   *
   * Role's account: the condition `sts:ExternalId` in the trust policy. Caller's account: the
   * variable `<PREFIX>_EXTERNAL_ID` of the function; the caller's policy needs no condition.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
   */
  readonly externalId?: string;

  /**
   * The session tags that callers must send, by key, with the values that are accepted; `*` and
   * `?` are wildcards.
   *
   * Role's account: conditions `aws:RequestTag/…` in the trust policy, and `sts:TagSession` for
   * exactly these keys. Caller's account: `sts:TagSession` for the role, and the variable
   * `<PREFIX>_SESSION_TAGS`.
   *
   * @default - none; sessions with tags are refused
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly sessionTags?: Record<string, string[]>;

  /**
   * The source identities that callers may and must send; `*` and `?` are wildcards.
   *
   * Role's account: the condition `sts:SourceIdentity` in the trust policy, and
   * `sts:SetSourceIdentity`. Caller's account: `sts:SetSourceIdentity` for the role, and the variable
   * `<PREFIX>_SOURCE_IDENTITY`.
   *
   * @default - none; sessions with a source identity are refused
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
   */
  readonly sourceIdentities?: string[];
}
