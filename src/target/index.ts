export { CrossAccountTarget, CrossAccountTargetAttributes, CrossAccountTargetProps, ICrossAccountTarget } from './cross-account-target';
export { ResourcePolicyType } from './resource-policy-type';
export { TargetGrants } from './target-grants';
