export * from './api';
export * from './caller';
export * from './invoker';
export * from './link';
export * from './network';
export * from './role';
export * from './target';
export * from './trigger';
