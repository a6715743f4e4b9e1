import { z } from 'zod';
import { definition, localizedText } from './definition.ts';
import { route } from './route.ts';
import { unixMs } from './session.ts';

const title = z.string().trim().min(1).max(200);
/** Where a dashboard lies: names with a slash between them, as `Platform/Databases`; '' for the top. */
const folder = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^/]+(\/[^/]+)*$|^$/, 'names with a single slash between them');

/**
 * Who may see and change a dashboard: `workspace`, everybody sees it and editors change it; `read`, everybody sees it and
 * whoever made it changes it; `private`, only whoever made it sees it. Owners and administrators may do all.
 */
export const DASHBOARD_ACCESS = ['workspace', 'read', 'private'] as const;
export const dashboardAccess = z.enum(DASHBOARD_ACCESS);
export type DashboardAccess = z.infer<typeof dashboardAccess>;

const byId = z.object({ id: z.string() });

export const dashboardSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    description: localizedText,
    tags: z.array(z.string()),
    panelCount: z.number(),
    favourite: z.boolean().describe('For the user who asks'),
    folder,
    access: dashboardAccess,
    mayEdit: z.boolean().describe('Whether the user who asks may change it'),
    fromView: z.string().nullable().describe('The built-in view it was made from'),
    version: z.number().int().describe('Counts the saved versions, from 1'),
    createdAtMs: unixMs,
    createdBy: z.string().nullable().describe('Login'),
    updatedAtMs: unixMs,
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'DashboardSummary' });
export type DashboardSummary = z.infer<typeof dashboardSummary>;

export const dashboard = dashboardSummary.extend({ definition }).meta({ id: 'Dashboard' });
export type Dashboard = z.infer<typeof dashboard>;

export const listDashboards = route({
  id: 'listDashboards',
  method: 'GET',
  path: '/api/dashboards',
  summary: 'Dashboards of the workspace, last changed first',
  access: 'session',
  scope: 'dashboards:read',
  status: 200,
  response: z.object({ dashboards: z.array(dashboardSummary) }),
  errors: [],
});

export const createDashboard = route({
  id: 'createDashboard',
  method: 'POST',
  path: '/api/dashboards',
  summary: 'Makes a dashboard: a copy of a built-in view, of a given definition, or blank when neither is given',
  access: 'session',
  role: 'editor',
  scope: 'dashboards:write',
  body: z
    .object({
      title,
      fromView: z.string().optional(),
      definition: definition.optional(),
      folder: folder.default(''),
      access: dashboardAccess.default('workspace'),
    })
    .refine((body) => body.fromView === undefined || body.definition === undefined, {
      path: ['definition'],
      message: 'give either fromView or definition, not both',
    }),
  status: 201,
  response: dashboard,
  errors: ['not_found', 'wrong_origin'],
});

export const getDashboard = route({
  id: 'getDashboard',
  method: 'GET',
  path: '/api/dashboards/:id',
  summary: 'One dashboard with its definition',
  access: 'session',
  scope: 'dashboards:read',
  params: byId,
  status: 200,
  response: dashboard,
  errors: ['not_found'],
});

export const putDashboard = route({
  id: 'putDashboard',
  method: 'PUT',
  path: '/api/dashboards/:id',
  summary: 'Saves a new version; what is left out stays as it is. `version` is the one the change was made on',
  access: 'session',
  role: 'editor',
  scope: 'dashboards:write',
  params: byId,
  body: z
    .object({ version: z.number().int(), title: title.optional(), definition: definition.optional() })
    .refine((body) => body.title !== undefined || body.definition !== undefined, {
      message: 'give a title, a definition, or both',
    }),
  status: 200,
  response: dashboard,
  errors: ['not_found', 'version_conflict', 'wrong_origin'],
});

export const putDashboardPlace = route({
  id: 'putDashboardPlace',
  method: 'PUT',
  path: '/api/dashboards/:id/place',
  summary: 'Moves a dashboard to another folder, or changes who may see and change it; no new version comes of that',
  access: 'session',
  role: 'editor',
  scope: 'dashboards:write',
  params: byId,
  body: z.object({ folder, access: dashboardAccess }),
  status: 200,
  response: dashboard,
  errors: ['not_found', 'forbidden', 'wrong_origin'],
});

export const deleteDashboard = route({
  id: 'deleteDashboard',
  method: 'DELETE',
  path: '/api/dashboards/:id',
  summary: 'Deletes a dashboard; it can be restored for 90 days',
  access: 'session',
  role: 'editor',
  scope: 'dashboards:write',
  params: byId,
  status: 204,
  errors: ['not_found', 'wrong_origin'],
});

export const restoreDashboard = route({
  id: 'restoreDashboard',
  method: 'POST',
  path: '/api/dashboards/:id/restore',
  summary: 'Brings a deleted dashboard back',
  access: 'session',
  role: 'editor',
  scope: 'dashboards:write',
  params: byId,
  status: 200,
  response: dashboard,
  errors: ['not_found', 'wrong_origin'],
});

export const cloneDashboard = route({
  id: 'cloneDashboard',
  method: 'POST',
  path: '/api/dashboards/:id/clone',
  summary: 'Makes an independent copy',
  access: 'session',
  role: 'editor',
  scope: 'dashboards:write',
  params: byId,
  body: z.object({ title }),
  status: 201,
  response: dashboard,
  errors: ['not_found', 'wrong_origin'],
});

export const putFavourite = route({
  id: 'putFavourite',
  method: 'PUT',
  path: '/api/dashboards/:id/favourite',
  summary: 'Marks a dashboard as a favourite of the user',
  access: 'session',
  params: byId,
  status: 204,
  errors: ['not_found', 'wrong_origin'],
});

export const deleteFavourite = route({
  id: 'deleteFavourite',
  method: 'DELETE',
  path: '/api/dashboards/:id/favourite',
  summary: 'Takes the mark away',
  access: 'session',
  params: byId,
  status: 204,
  errors: ['not_found', 'wrong_origin'],
});

export const dashboardVersion = z
  .object({ version: z.number().int(), savedAtMs: unixMs, savedBy: z.string().nullable(), title: z.string() })
  .meta({ id: 'DashboardVersion' });

export const listDashboardHistory = route({
  id: 'listDashboardHistory',
  method: 'GET',
  path: '/api/dashboards/:id/history',
  summary: 'Saved versions, newest first, kept for 90 days',
  access: 'session',
  scope: 'dashboards:read',
  params: byId,
  status: 200,
  response: z.object({ versions: z.array(dashboardVersion) }),
  errors: ['not_found'],
});

export const getDashboardVersion = route({
  id: 'getDashboardVersion',
  method: 'GET',
  path: '/api/dashboards/:id/history/:version',
  summary: 'One saved version with its definition',
  access: 'session',
  scope: 'dashboards:read',
  params: z.object({ id: z.string(), version: z.coerce.number().int() }),
  status: 200,
  response: dashboardVersion.extend({ definition }),
  errors: ['not_found'],
});

export const viewSummary = z
  .object({
    id: z.string(),
    title: localizedText,
    description: localizedText,
    tags: z.array(z.string()),
    panelCount: z.number(),
  })
  .meta({ id: 'ViewSummary' });
export type ViewSummary = z.infer<typeof viewSummary>;

export const listViews = route({
  id: 'listViews',
  method: 'GET',
  path: '/api/views',
  summary: 'The built-in views',
  access: 'session',
  scope: 'dashboards:read',
  status: 200,
  response: z.object({ views: z.array(viewSummary) }),
  errors: [],
});

export const getView = route({
  id: 'getView',
  method: 'GET',
  path: '/api/views/:id',
  summary: 'One built-in view with its definition',
  access: 'session',
  scope: 'dashboards:read',
  params: byId,
  status: 200,
  response: viewSummary.extend({ definition }).meta({ id: 'View' }),
  errors: ['not_found'],
});
