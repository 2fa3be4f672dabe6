import { useQuery } from '@tanstack/react-query';

import { layerQuery } from '../../api/layer.js';
import type { RevenueLayer } from '../../api/types.js';
import { PageHeading } from '../../shell/PageHeading.js';
import { useProject } from '../../shell/project-context.js';
import { LoadError } from '../../ui/LoadError.js';
import { LoadingWords } from '../../ui/Skeleton.js';
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

/** Number, chart, rows: what all connected RevenueCat projects together earn. */
export function RevenuePage() {
  const { project } = useProject();
  const { data: layer, error, isPending, refetch } = useQuery(layerQuery(project.id));
  return (
    <>
      <PageHeading title="Revenue" project={project.name}>
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
      {layer === undefined && !isPending && (
        <LoadError what="Revenue" error={error} retry={() => void refetch()} />
      )}
      {layer !== undefined && <Dashboard layer={layer} />}
    </>
  );
}

function Dashboard({ layer }: { readonly layer: RevenueLayer | null }) {
  if (layer === null || layer.accounts.length === 0) return <EmptyDashboard layer={layer} />;
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
