import { useMutation, useQueryClient } from '@tanstack/react-query';

import { layerKey } from '../../api/layer.js';
import { useProject } from '../../shell/project-context.js';

/**
 * An act on this project. When it is done, whatever the page shows of the project is read again; when it is refused, too, since
 * what is in its way may have come from elsewhere.
 * @param act gets the project's id
 */
export function useAct<Result, Input = void>(act: (projectId: string, input: Input) => Promise<Result>) {
  const { project } = useProject();
  const client = useQueryClient();
  const readAgain = () =>
    Promise.all(
      [layerKey(project.id), ['syncs', project.id], ['timeline', project.id], ['receipt', project.id]].map(
        (queryKey) => client.invalidateQueries({ queryKey }),
      ),
    );
  return useMutation({
    mutationFn: (input: Input) => act(project.id, input),
    onSuccess: async () => {
      await readAgain();
    },
    onError: () => void readAgain(),
  });
}
