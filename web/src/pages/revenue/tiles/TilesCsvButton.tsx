import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';

import { summaryQuery } from '../../../api/revenue.js';
import { utcDayOf } from '../../../format/days.js';
import { useProject } from '../../../shell/project-context.js';
import { Button } from '../../../ui/Button.js';
import { saveFile } from '../../../ui/save-file.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import { tilesCsv } from './tiles-csv.js';

/** All tiles as a file. */
export function TilesCsvButton() {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data } = useQuery(summaryQuery(project.id, search.accounts ?? ''));
  const save = () => {
    if (data === undefined) return;
    saveFile(new Blob([tilesCsv(data)], { type: 'text/csv' }), `revenue-${utcDayOf(Date.now())}.csv`);
  };
  return (
    <Button
      icon={Download}
      aria-label="CSV of all tiles"
      disabledReason={data === undefined ? 'The numbers are still loading.' : null}
      onClick={save}
    >
      CSV
    </Button>
  );
}
