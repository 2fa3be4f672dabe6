import './styles/tokens.css';
import './styles/base.css';

import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { ApiProblem, Unreachable } from './api/problem.js';
import { takeSignInToken } from './api/sign-in-token.js';
import { createQueryClient } from './query-client.js';
import { createAppRouter, goToSignIn } from './router.js';
import { keepFocus } from './ui/keep-focus.js';

takeSignInToken();
keepFocus();

const queryClient = createQueryClient(() => goToSignIn(router));
const router = createAppRouter(queryClient);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');

/** What the API did not give, or gave a reason for: the page says so in its place, and the network log beside it. */
function isToldAlready(error: unknown): boolean {
  return error instanceof ApiProblem || error instanceof Unreachable;
}

createRoot(root, {
  onCaughtError: (error) => {
    if (!isToldAlready(error)) reportError(error);
  },
}).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
