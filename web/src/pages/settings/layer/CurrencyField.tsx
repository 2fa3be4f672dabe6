import { useState } from 'react';

import { putLayer } from '../../../api/layer.js';
import type { Currency } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { Dialog } from '../../../ui/Dialog.js';
import { SelectField } from '../../../ui/Field.js';
import { CURRENCIES } from '../../../wording/currencies.js';
import { useAct } from '../use-act.js';
import styles from './layer.module.css';

/** RevenueCat converts, we never do: another currency means other numbers, read anew. */
export function CurrencyField({ currency }: { readonly currency: string }) {
  const { readOnly } = useProject();
  const [changing, setChanging] = useState(false);
  return (
    <div className={styles.line}>
      <span className={styles.label}>Currency</span>
      <strong>{currency}</strong>
      <Button variant="quiet" disabledReason={readOnly} onClick={() => setChanging(true)}>
        Change
      </Button>
      {changing && <CurrencyDialog current={currency} onClose={() => setChanging(false)} />}
    </div>
  );
}

function CurrencyDialog({ current, onClose }: { readonly current: string; readonly onClose: () => void }) {
  const [chosen, setChosen] = useState<Currency | null>(null);
  const currency = chosen ?? current;
  const change = useAct((projectId, settings: { currency: Currency }) => putLayer(projectId, settings));
  return (
    <Dialog
      title="Change the currency"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={change.isPending}
            disabledReason={currency === current ? 'This is the present currency.' : null}
            onClick={() => chosen && change.mutate({ currency: chosen }, { onSuccess: onClose })}
          >
            Change to {currency}
          </Button>
        </>
      }
    >
      <SelectField
        label="Currency"
        value={currency}
        onChange={setChosen}
        options={CURRENCIES.map((code) => ({ value: code, label: code }))}
      />
      <p className={styles.muted}>
        The next sync of each account reads its numbers in {currency} from RevenueCat. Until then the account
        is left out of the dashboard; numbers in {current} stay stored and are not converted.
      </p>
      <ActError error={change.error} />
    </Dialog>
  );
}
