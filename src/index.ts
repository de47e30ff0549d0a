export * from './caller';
export * from './invoker';
export * from './link';
export * from './role';
export * from './target';
