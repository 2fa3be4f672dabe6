import type { RevenueLayer } from '../../../api/types.js';
import { formatCount } from '../../../format/counts.js';
import { Card } from '../../../ui/Card.js';
import { Disclosure } from '../../../ui/Disclosure.js';
import { CurrencyField } from './CurrencyField.js';
import styles from './layer.module.css';
import { PreviousToken } from './PreviousToken.js';
import { Refusals } from './Refusals.js';
import { RemoveLayer } from './RemoveLayer.js';
import { TokenPanel } from './TokenPanel.js';
import { Unrouted } from './Unrouted.js';

/** What belongs to the layer as a whole: the webhook's token, what did not arrive, currency, removal. */
export function LayerPanel({ layer }: { readonly layer: RevenueLayer }) {
  const { refused_last_24h: refused, unrouted } = layer.webhook;
  return (
    <>
      <Card labelledBy="webhook-heading">
        <div className={styles.panel}>
          <h2 id="webhook-heading">Webhook</h2>
          <TokenPanel />
          <PreviousToken layer={layer} />
          <Disclosure summary={`Refused in 24 h: ${formatCount(refused)}`}>{() => <Refusals />}</Disclosure>
          <Disclosure summary={`Unrouted: ${formatCount(unrouted)}`}>
            {() => <Unrouted accounts={layer.accounts} />}
          </Disclosure>
        </div>
      </Card>
      <Card labelledBy="layer-heading">
        <div className={styles.panel}>
          <h2 id="layer-heading">Revenue on this project</h2>
          <CurrencyField currency={layer.currency} />
          <RemoveLayer layer={layer} />
        </div>
      </Card>
    </>
  );
}
