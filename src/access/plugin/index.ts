export * from './cross-account-access-plugin';
