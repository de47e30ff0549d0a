export { Half } from './half';
export { HandOver } from './hand-over';
export { Link } from './link';
