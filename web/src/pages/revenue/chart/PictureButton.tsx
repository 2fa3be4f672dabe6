import { useMutation } from '@tanstack/react-query';
import { Image } from 'lucide-react';
import type { RefObject } from 'react';

import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { saveFile } from '../../../ui/save-file.js';

interface PictureButtonProps {
  /** Around the chart. */
  readonly canvas: RefObject<HTMLDivElement | null>;
  readonly caption: string;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly disabledReason: string | null;
}

/** The chart as a PNG, for reports and chats; it says by itself what it shows. */
export function PictureButton({ canvas, caption, name, disabledReason }: PictureButtonProps) {
  const { project } = useProject();
  const save = useMutation({
    mutationFn: async () => {
      const chart = canvas.current?.querySelector<SVGSVGElement>('svg.recharts-surface');
      if (!chart) throw new Error('The chart is not drawn yet.');
      const { pictureOf } = await import('./picture.js');
      return pictureOf(chart, { title: project.name, caption });
    },
    onSuccess: (file) => saveFile(file, `${name}.png`),
  });
  return (
    <>
      <Button
        icon={Image}
        busy={save.isPending}
        disabledReason={disabledReason}
        onClick={() => save.mutate()}
      >
        Picture
      </Button>
      <ActError error={save.error} />
    </>
  );
}
