export { formatProblem, type Problem } from './config/problem.ts';
