import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';

import { createProject, projectsQuery } from '../../api/projects.js';
import type { Currency } from '../../api/types.js';
import { ActError } from '../../ui/ActError.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { Field, SelectField } from '../../ui/Field.js';
import { CURRENCIES } from '../../wording/currencies.js';
import styles from './CreateProject.module.css';

/** Asks for what a project needs and goes to its settings. */
export function CreateProject({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState<Currency>('USD');
  const navigate = useNavigate();
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: createProject,
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: projectsQuery.queryKey });
      await navigate({ to: '/projects/$projectId/settings', params: { projectId: id } });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.mutate({ name: name.trim(), currency });
  };
  return (
    <Dialog title="Create a project" onClose={onClose}>
      <form onSubmit={submit} className={styles.form}>
        <Field
          label="Name"
          required
          data-autofocus
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label="Currency"
          options={CURRENCIES.map((code) => ({ value: code, label: code }))}
          value={currency}
          onChange={setCurrency}
        />
        <ActError error={act.error} />
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={act.isPending}>
            Create project
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
