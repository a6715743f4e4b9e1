/* What a first view needs; the rest is in later.ts. */
export { default as common } from './common.json';
export { default as dashboard } from './dashboard.json';
export { default as scenes } from './scenes.json';
export { default as shell } from './shell.json';
export { default as signIn } from './sign-in.json';
