export * from './cross-account-invoker';
export * from './cross-account-invoker-props';
