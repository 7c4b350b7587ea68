import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { isApiError } from './api/error';
import { LangProvider } from './i18n/lang';
import { ErrorBoundary } from './parts/feedback/ErrorBoundary';
import { SessionGate } from './shell/SessionGate';
import { ThemeProvider } from './theme/ThemeProvider';

const Login = lazy(() => import('./pages/login/LoginPage'));
const NewWorkspace = lazy(() => import('./pages/newworkspace/NewWorkspacePage'));
const Home = lazy(() => import('./shell/Home'));
const WorkspaceRoutes = lazy(() => import('./shell/WorkspaceRoutes'));

/* What the server refused stays refused; what never reached it, or broke there, is tried once more. */
const client = new QueryClient({
  defaultOptions: { queries: { retry: (n, e) => n < 1 && (!isApiError(e) || e.status === 0 || e.status >= 502), refetchOnWindowFocus: false, gcTime: 300_000 } },
});

export function App() {
  return (
    <QueryClientProvider client={client}>
      <LangProvider>
        <ThemeProvider>
          <ErrorBoundary resetKey="app">
            <Suspense>
              <Switch>
                <Route path="/login"><Login /></Route>
                <Route path="/workspaces/new"><SessionGate>{() => <NewWorkspace />}</SessionGate></Route>
                <Route path="/w/:workspace" nest>{({ workspace }) => <SessionGate workspace={workspace}>{() => <WorkspaceRoutes />}</SessionGate>}</Route>
                <Route><SessionGate>{() => <Home />}</SessionGate></Route>
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </ThemeProvider>
      </LangProvider>
    </QueryClientProvider>
  );
}
