/** The form of somebody who joins. */
export interface NewUser {
  readonly login: string;
  readonly name: string;
  readonly password: string;
  readonly repeat: string;
}

/** `code` is a key below `problem` in the catalogue `signIn`. */
export interface FieldProblem {
  readonly code: 'required' | 'tooShort' | 'tooLong' | 'loginSpaces' | 'repeatDiffers';
  readonly values?: { readonly min?: number; readonly max?: number; readonly missing?: number };
}
export type NewUserProblems = { readonly [Field in keyof NewUser]?: FieldProblem | undefined };

/** The form of the set-up page. */
export interface NewOwner extends NewUser {
  readonly code: string;
}
export type NewOwnerProblems = { readonly [Field in keyof NewOwner]?: FieldProblem | undefined };

interface PasswordLimits {
  readonly passwordMinLength: number;
  readonly passwordMaxLength: number;
}

/** Everything wrong with the form at once. The server has the last word; this saves a round trip and one attempt. */
export function checkNewUser(user: NewUser, limits: PasswordLimits): NewUserProblems {
  const problems: { -readonly [Field in keyof NewUser]?: FieldProblem } = {};
  const login = user.login.trim();
  if (login === '') problems.login = { code: 'required' };
  else if (/[\s\p{C}]/u.test(login)) problems.login = { code: 'loginSpaces' };
  else if (login.length > 100) problems.login = { code: 'tooLong', values: { max: 100 } };
  const password = checkPassword(user.password, limits);
  if (password !== undefined) problems.password = password;
  if (user.repeat !== user.password) problems.repeat = { code: 'repeatDiffers' };
  return problems;
}

/** The same with the code that makes an owner. */
export const checkNewOwner = (owner: NewOwner, limits: PasswordLimits): NewOwnerProblems =>
  owner.code.trim() === ''
    ? { code: { code: 'required' }, ...checkNewUser(owner, limits) }
    : checkNewUser(owner, limits);

/** What is wrong with a new password; undefined for a good one. */
export function checkPassword(password: string, limits: PasswordLimits): FieldProblem | undefined {
  const { passwordMinLength: min, passwordMaxLength: max } = limits;
  if (password === '') return { code: 'required' };
  if (password.length < min) return { code: 'tooShort', values: { min, missing: min - password.length } };
  if (password.length > max) return { code: 'tooLong', values: { max } };
  return undefined;
}
