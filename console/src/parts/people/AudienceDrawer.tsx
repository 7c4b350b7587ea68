import { lazy, Suspense } from 'react';
import { useAudience } from './useAudience';

const Body = lazy(() => import('./AudienceBody'));

/** Mounted once, in the shell. Its code is loaded when the first door is opened. */
export function AudienceDrawer() {
  const a = useAudience();
  return a.expression === null ? null : <Suspense><Body key={a.expression} expression={a.expression} title={a.title} asOf={a.asOf ?? undefined} onClose={a.close} /></Suspense>;
}
