import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';

type ObjectHandlers = Pick<
  Handlers,
  | 'postAgentObjects'
  | 'postAgentEvents'
  | 'listObjects'
  | 'summarizeObjects'
  | 'getObject'
  | 'getRelatedObjects'
  | 'listEvents'
>;

/** Objects and events: everything is done on the thread that owns their database. */
export function objectRoutes({ inventory }: ServerParts): ObjectHandlers {
  return {
    postAgentObjects: ({ bulk, workspace }) => inventory.run(workspace, { kind: 'post-objects', body: bulk }),
    postAgentEvents: ({ bulk, workspace }) => inventory.run(workspace, { kind: 'post-events', body: bulk }),
    listObjects: ({ query, workspace }) => inventory.run(workspace, { kind: 'list-objects', query }),
    summarizeObjects: ({ query, workspace }) => inventory.run(workspace, { kind: 'summarize-objects', query }),
    getObject: ({ params, query, workspace }) =>
      inventory.run(workspace, { kind: 'get-object', uid: params.uid, cluster: query.cluster }),
    getRelatedObjects: ({ params, query, workspace }) =>
      inventory.run(workspace, { kind: 'related-objects', uid: params.uid, cluster: query.cluster }),
    listEvents: ({ query, workspace }) => inventory.run(workspace, { kind: 'list-events', query }),
  };
}
