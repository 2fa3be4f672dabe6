import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';

import { Banner } from '../../../ui/Banner.js';
import { Button } from '../../../ui/Button.js';
import { ChartCard } from '../chart/ChartCard.js';
import { ProductsCard } from '../ProductsCard.js';
import { Tiles } from '../tiles/Tiles.js';
import { SAMPLE_LAYER } from './sample-answers.js';
import { createSampleClient } from './sample-client.js';

interface SampleDashboardProps {
  readonly onHide: () => void;
}

/** The dashboard with a made-up business in it, for those who have not connected theirs yet. */
export default function SampleDashboard({ onHide }: SampleDashboardProps) {
  const [client] = useState(createSampleClient);
  return (
    <>
      <Banner tone="info" action={<Button onClick={onHide}>Hide sample data</Button>}>
        Sample data: a made-up business, drawn in this browser. Nothing of it is stored, and none of it is
        yours.
      </Banner>
      <QueryClientProvider client={client}>
        <Tiles layer={SAMPLE_LAYER} />
        <ChartCard layer={SAMPLE_LAYER} sample />
        <ProductsCard layer={SAMPLE_LAYER} />
      </QueryClientProvider>
    </>
  );
}
