export * from './cross-account-target';
export * from './cross-account-target-props';
export * from './resource-policy-type';
export * from './target-grants';
export * from './url-options';
export * from './vpc-lambda-target';
export * from './vpc-lambda-target-props';
