import './styles/tokens.css';
import './styles/base.css';

import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

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

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
