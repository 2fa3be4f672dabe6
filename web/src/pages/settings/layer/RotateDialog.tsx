import { type SubmitEvent, useState } from 'react';

import { rotateWebhookToken } from '../../../api/layer.js';
import { momentInSentence } from '../../../format/moment.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { Dialog } from '../../../ui/Dialog.js';
import { useAct } from '../use-act.js';
import styles from './layer.module.css';
import { tokenRotations } from './token-rotations.js';

const DAY_SECONDS = 86_400;

interface RotateDialogProps {
  readonly onClose: () => void;
  /** What to say afterwards about the old token. */
  readonly onRotated: (sentence: string) => void;
}

/** Asks what becomes of the token that RevenueCat still has. */
export function RotateDialog({ onClose, onRotated }: RotateDialogProps) {
  const [overlap, setOverlap] = useState(DAY_SECONDS);
  const rotate = useAct(rotateWebhookToken);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    rotate.mutate(overlap, {
      onSuccess: (until) => {
        tokenRotations.add();
        onRotated(
          until === null
            ? 'The old token no longer works.'
            : `The old token works until ${momentInSentence(new Date(until), new Date())}.`,
        );
        onClose();
      },
    });
  };
  return (
    <Dialog title="Rotate the webhook token" onClose={onClose}>
      <form onSubmit={submit} className={styles.choices}>
        <p>Webhooks we registered get the new token from us; others need it pasted at RevenueCat.</p>
        <Choice checked={overlap > 0} onChoose={() => setOverlap(DAY_SECONDS)}>
          Keep the old token valid for 24 h
        </Choice>
        <Choice checked={overlap === 0} onChoose={() => setOverlap(0)}>
          Stop it now: deliveries with it are refused at once
        </Choice>
        <ActError error={rotate.error} />
        <div className={styles.line}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={overlap === 0 ? 'danger' : 'primary'} busy={rotate.isPending}>
            Rotate
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly children: string;
}

function Choice({ checked, onChoose, children }: ChoiceProps) {
  return (
    <label className={styles.line}>
      <input type="radio" name="overlap" checked={checked} onChange={onChoose} />
      {children}
    </label>
  );
}
