import type { RevenueEvent } from '../../../api/types.js';
import { formatUsd } from '../../../format/money.js';
import { Chip } from '../../../ui/Chip.js';
import { Moment } from '../../../ui/Moment.js';
import { eventWords } from '../../../wording/events.js';
import cards from '../cards.module.css';

interface EventRowProps {
  readonly event: RevenueEvent;
  /** Name of its account; null while it is unrouted. */
  readonly account: string | null;
}

/** What happened in plain words, RevenueCat's code beside them. */
export function EventRow({ event, account }: EventRowProps) {
  const { type, product_id, price_usd, environment } = event;
  const words = eventWords(event);
  return (
    <li>
      <span className={cards.what}>
        <strong>{words}</strong>
        {type === 'TEST' ? <Chip tone="info">TEST</Chip> : words !== type && <code>{type}</code>}
        {environment === 'SANDBOX' && <Chip tone="warning">Sandbox</Chip>}
      </span>
      <span className={cards.money}>
        {price_usd !== null && Number(price_usd) !== 0 && formatUsd(price_usd)}
      </span>
      <span className={cards.sub}>
        {product_id !== null && <code>{product_id}</code>}
        <span>{account ?? 'no account'}</span>
      </span>
      <span className={cards.when}>
        <Moment at={event.occurred_at ?? event.received_at} />
      </span>
    </li>
  );
}
