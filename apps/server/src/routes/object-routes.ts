import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';

type ObjectHandlers = Pick<Handlers, 'postAgentObjects' | 'postAgentEvents'>;

/** Objects and events: everything is done on the thread that owns their database. */
export function objectRoutes({ inventory }: ServerParts): ObjectHandlers {
  return {
    postAgentObjects: ({ bulk, workspace }) => inventory.run(workspace, { kind: 'post-objects', body: bulk }),
    postAgentEvents: ({ bulk, workspace }) => inventory.run(workspace, { kind: 'post-events', body: bulk }),
  };
}
