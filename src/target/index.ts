export * from './cross-account-target';
export * from './resource-policy-type';
export * from './target-grants';
export * from './url-options';
