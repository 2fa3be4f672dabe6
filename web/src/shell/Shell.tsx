import { Outlet } from '@tanstack/react-router';

import { LiveRegion } from '../ui/LiveRegion.js';
import { TooltipProvider } from '../ui/Tooltip.js';

/** What every page has, signed in or not. */
export function Shell() {
  return (
    <TooltipProvider>
      <Outlet />
      <LiveRegion />
    </TooltipProvider>
  );
}
