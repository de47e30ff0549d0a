export * from './cross-account-invoker';
