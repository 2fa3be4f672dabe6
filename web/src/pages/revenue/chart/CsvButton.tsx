import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';

import { seriesCsv, type SeriesRequest } from '../../../api/revenue.js';
import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { saveFile } from '../../../ui/save-file.js';

/** What the chart shows, as a file. */
export function CsvButton({ request }: { readonly request: SeriesRequest }) {
  const { project } = useProject();
  const save = useMutation({
    mutationFn: () => seriesCsv(project.id, request),
    onSuccess: (file) => saveFile(file, `${request.metric}-${request.from}-${request.to}.csv`),
  });
  return (
    <>
      <Button icon={Download} busy={save.isPending} onClick={() => save.mutate()}>
        CSV
      </Button>
      <ActError error={save.error} />
    </>
  );
}
