import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Menu as MenuIcon } from 'lucide-react';

import { sessionQuery, signOut } from '../api/session.js';
import { Button } from '../ui/Button.js';
import { Menu } from '../ui/Menu.js';
import styles from './Header.module.css';
import { ProjectNav } from './ProjectNav.js';
import { type Theme, useTheme } from './theme.js';

const THEMES: readonly { theme: Theme; label: string }[] = [
  { theme: 'system', label: 'Theme of the system' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
];

/** Where one is, where one can go, and how to leave. */
export function Header() {
  const { projectId } = useParams({ strict: false });
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <Link to="/" search={{ all: true }} className={styles.brand}>
          <img src="/icon.svg" alt="" width={20} height={20} />
          Revenue
        </Link>
        {projectId !== undefined && <ProjectNav projectId={projectId} />}
        <div className={styles.end}>
          {session.access === 'admin' && (
            <Link to="/accounts" className={styles.link}>
              Accounts
            </Link>
          )}
          <PageMenu />
        </div>
      </div>
    </header>
  );
}

function PageMenu() {
  const [theme, setTheme] = useTheme();
  const navigate = useNavigate();
  const client = useQueryClient();
  const leave = async () => {
    await signOut();
    await navigate({ to: '/sign-in' });
    client.clear();
  };
  return (
    <Menu
      trigger={
        <Button variant="quiet" icon={MenuIcon}>
          Menu
        </Button>
      }
      groups={[
        THEMES.map((one) => ({
          label: one.label,
          checked: theme === one.theme,
          onSelect: () => setTheme(one.theme),
        })),
        [{ label: 'Sign out', onSelect: () => void leave() }],
      ]}
    />
  );
}
