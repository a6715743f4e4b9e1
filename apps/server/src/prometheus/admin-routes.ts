import { audit } from '../metadata/audit.ts';
import type { ServerParts } from '../parts.ts';
import { parseSelectors } from '../query/selectors.ts';
import { BadParameter, MAX_TIME_MS, MIN_TIME_MS, optionalTimeParam } from './params.ts';
import { data, type PrometheusCall, type PrometheusRoute } from './route-table.ts';

const METHODS = ['POST', 'PUT'];

/** `/api/v1/admin/tsdb/…`: refused unless `--web.enable-admin-api`, and for owners and administrators only. */
export function adminRoutes({ config, engine, db, now }: ServerParts): PrometheusRoute[] {
  const admin = (
    path: string,
    work: (call: PrometheusCall) => ReturnType<PrometheusRoute['handle']>,
  ): PrometheusRoute => ({
    methods: METHODS,
    path: `admin/tsdb/${path}`,
    access: 'admin',
    handle: (call) =>
      config.web.enableAdminApi
        ? work(call)
        : { kind: 'error', errorType: 'unavailable', error: 'admin APIs disabled' },
  });
  const note = ({ workspace, principal, request }: PrometheusCall, action: string, details: string): void =>
    audit(db, {
      atMs: now(),
      workspace,
      actor: principal.kind === 'session' ? principal.user.login : principal.kind,
      action: `storage.${action}`,
      object: workspace,
      address: request.socket.remoteAddress ?? '',
      details,
    });

  return [
    admin('delete_series', async (call) => {
      const texts = call.params.all('match[]');
      if (texts.length === 0) throw new BadParameter('no match[] parameter provided');
      const startMs = optionalTimeParam(call.params, 'start', MIN_TIME_MS);
      const endMs = optionalTimeParam(call.params, 'end', MAX_TIME_MS);
      const parsed = parseSelectors(texts);
      if (!parsed.ok) throw new BadParameter(`invalid parameter "match[]": ${parsed.message}`);
      note(call, 'delete_series', texts.join(' '));
      await engine.deleteSeries(call.workspace, parsed.selectors, startMs, endMs);
      return { kind: 'none' };
    }),
    admin('clean_tombstones', async (call) => {
      note(call, 'clean_tombstones', '');
      await engine.cleanTombstones(call.workspace);
      return { kind: 'none' };
    }),
    admin('snapshot', async (call) => {
      const name = await engine.snapshot(call.workspace);
      note(call, 'snapshot', name);
      return data({ name });
    }),
  ];
}
