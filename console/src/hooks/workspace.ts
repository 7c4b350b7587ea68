import { createContext, useContext } from 'react';
import type { Me, Role, WorkspaceGrant } from '@/api/types';

export interface SessionValue { me: Me; workspace: WorkspaceGrant | null }
export const SessionContext = createContext<SessionValue | null>(null);

export const roles: readonly Role[] = ['viewer', 'analyst', 'operator', 'admin', 'owner'];
export const atLeast = (have: Role, need: Role): boolean => roles.indexOf(have) >= roles.indexOf(need);

export function useMe(): Me {
  const s = useContext(SessionContext);
  if (!s) throw new Error('useMe outside a session');
  return s.me;
}

/** The workspace of the URL, with the reader's role, its zone and currency. */
export function useWorkspace(): WorkspaceGrant {
  const s = useContext(SessionContext);
  if (!s?.workspace) throw new Error('useWorkspace outside a workspace');
  return s.workspace;
}

/** The slug of the URL's workspace, or null outside of one. */
export const useSlug = (): string | null => useContext(SessionContext)?.workspace?.slug ?? null;

/** May the reader do what needs this role here? */
export function useCan(need: Role): boolean {
  const w = useContext(SessionContext)?.workspace;
  return w != null && atLeast(w.role, need);
}
