import type { CountedLayer } from '../../api/types.js';
import { PageHeading } from '../../shell/PageHeading.js';
import { useProject } from '../../shell/project-context.js';
import { LoadError } from '../../ui/LoadError.js';
import { LoadingWords, Skeleton } from '../../ui/Skeleton.js';
import { AccountPicker } from './AccountPicker.js';
import { ChartCard } from './chart/ChartCard.js';
import { EmptyDashboard } from './EmptyDashboard.js';
import { EventsCard } from './events/EventsCard.js';
import { Notices } from './Notices.js';
import { NumbersAge } from './NumbersAge.js';
import { ProductsCard } from './ProductsCard.js';
import styles from './RevenuePage.module.css';
import { Tiles } from './tiles/Tiles.js';
import { TilesCsvButton } from './tiles/TilesCsvButton.js';
import { TileSkeletons } from './tiles/TileSkeletons.js';
import { useCountedLayer } from './use-counted-layer.js';
import { useFreshNumbers } from './use-fresh-numbers.js';

/** Number, chart, rows: what all connected RevenueCat projects together earn. */
export function RevenuePage() {
  const { project } = useProject();
  const { layer, installed, error, isPending, refetch } = useCountedLayer();
  return (
    <>
      <PageHeading title="Revenue" project={project.name}>
        {isPending && <Skeleton className={styles.awaited} />}
        {layer && layer.accounts.length > 0 && (
          <>
            <AccountPicker accounts={layer.accounts} />
            <NumbersAge layer={layer} />
            <TilesCsvButton />
          </>
        )}
      </PageHeading>
      {isPending && (
        <>
          <LoadingWords what="revenue" />
          <TileSkeletons />
        </>
      )}
      {layer === undefined && !isPending && <LoadError what="Revenue" error={error} retry={refetch} />}
      {layer !== undefined && <Dashboard layer={layer} installed={installed} />}
    </>
  );
}

interface DashboardProps {
  readonly layer: CountedLayer;
  readonly installed: boolean;
}

function Dashboard({ layer, installed }: DashboardProps) {
  if (layer.accounts.length === 0) return <EmptyDashboard installed={installed} />;
  return <Numbers layer={layer} />;
}

function Numbers({ layer }: { readonly layer: CountedLayer }) {
  useFreshNumbers();
  return (
    <>
      <Notices layer={layer} />
      <Tiles layer={layer} />
      <ChartCard layer={layer} />
      <div className={styles.rows}>
        <ProductsCard layer={layer} />
        <EventsCard layer={layer} />
      </div>
    </>
  );
}
