import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ops } from '@/api/ops';
import { setCsrf, setSignedOutHandler } from '@/api/request';

/** Ends the session and forgets every answer, so that the next person at this browser sees none of them. */
export function useSignOut(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    // A refusal of what is still under way must not bring this page back after the next login.
    setSignedOutHandler(() => undefined);
    void ops.logout({}).catch(() => undefined).then(() => {
      setCsrf(null);
      client.clear();
      window.location.assign('/login');
    });
  }, [client]);
}
