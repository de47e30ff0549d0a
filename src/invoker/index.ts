export { CrossAccountInvoker, CrossAccountInvokerProps, InvokerTargetOptions } from './cross-account-invoker';
