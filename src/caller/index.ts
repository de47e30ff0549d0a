export { AnyoneCallerOptions, Caller, RoleCallerOptions, ServiceCallerOptions } from './caller';
