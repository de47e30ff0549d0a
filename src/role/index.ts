export * from './assumable-role';
export * from './assumable-role-props';
export * from './assume-options';
export * from './external-id';
export * from './role-grants';
export * from './role-requirements';
export * from './python-helper-layer';
export * from './role-profile';
