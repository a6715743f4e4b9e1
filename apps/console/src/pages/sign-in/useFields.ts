import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldProblem } from './new-owner.ts';

type Texts<Values> = { readonly [Field in keyof Values]: string };
type Problems<Values> = { readonly [Field in keyof Values]?: FieldProblem | undefined };

/** What every field of a form has in common. */
export interface FieldProps {
  readonly name: string;
  readonly withAsterisk: false;
  readonly value: string;
  readonly onChange: (event: FormEvent<HTMLInputElement>) => void;
  readonly error: string | undefined;
}

/** The state of a form of texts: everything that is wrong is said at once, and goes away where one types. */
export function useFields<Values extends Texts<Values>>(
  empty: Values,
  check: (values: Values) => Problems<Values>,
  send: (values: Values) => void,
): { readonly field: (name: keyof Values & string) => FieldProps; readonly submit: (event: FormEvent) => void } {
  const { t } = useTranslation('signIn');
  const [values, setValues] = useState(empty);
  const [problems, setProblems] = useState<Problems<Values>>({});
  return {
    field(name) {
      const problem = problems[name];
      return {
        name,
        withAsterisk: false,
        value: values[name],
        onChange: (event) => {
          setValues({ ...values, [name]: event.currentTarget.value });
          setProblems({ ...problems, [name]: undefined });
        },
        error: problem === undefined ? undefined : t(`problem.${problem.code}`, { ...problem.values }),
      };
    },
    submit(event) {
      event.preventDefault();
      const found = check(values);
      setProblems(found);
      if (Object.keys(found).length === 0) send(values);
    },
  };
}
