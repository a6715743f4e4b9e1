import { hasRole } from '@binnacle/api';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries.ts';

/** Whether the reader's role may change dashboards. The server decides again; this only hides what would be refused. */
export function useMayEdit(): boolean {
  const { data } = useQuery(sessionQuery);
  return data !== null && data !== undefined && hasRole(data.role, 'editor');
}

/** Whether the reader's role may see and change tokens and members. */
export function useMayAdminister(): boolean {
  const { data } = useQuery(sessionQuery);
  return data !== null && data !== undefined && hasRole(data.role, 'administrator');
}
