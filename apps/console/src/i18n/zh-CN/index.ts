export { default as common } from './common.json';
export { default as dashboard } from './dashboard.json';
export { default as scenes } from './scenes.json';
export { default as shell } from './shell.json';
export { default as signIn } from './sign-in.json';
export { default as status } from './status.json';
export { default as targets } from './targets.json';
export { default as tokens } from './tokens.json';
