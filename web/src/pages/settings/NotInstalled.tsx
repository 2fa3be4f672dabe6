import { putLayer } from '../../api/layer.js';
import { useProject } from '../../shell/project-context.js';
import { ActError } from '../../ui/ActError.js';
import { Button } from '../../ui/Button.js';
import styles from './SettingsPage.module.css';
import { useAct } from './use-act.js';

/** The layer is a decision of its own: what it does is said before it is installed. */
export function NotInstalled() {
  const { readOnly } = useProject();
  const install = useAct((projectId) => putLayer(projectId, {}));
  return (
    <div className={styles.empty}>
      <p>
        Revenue is not installed on this project. It copies RevenueCat’s numbers every hour and takes its
        events as they happen. Nothing at RevenueCat changes until you connect.
      </p>
      <Button
        variant="primary"
        busy={install.isPending}
        disabledReason={readOnly}
        onClick={() => install.mutate()}
      >
        Install Revenue
      </Button>
      <ActError error={install.error} />
    </div>
  );
}
