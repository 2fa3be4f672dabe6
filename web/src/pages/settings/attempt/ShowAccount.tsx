import { Button } from '../../../ui/Button.js';

/** Leads from a sentence about an account to its card further down. */
export function ShowAccount({ accountId, name }: { readonly accountId: string; readonly name: string }) {
  const show = () => {
    const card = document.getElementById(accountId);
    card?.scrollIntoView({ block: 'center' });
    card?.focus({ preventScroll: true });
  };
  return (
    <Button variant="quiet" aria-label={`Show it: ${name}`} onClick={show}>
      Show it
    </Button>
  );
}
