import {
  IconAntennaBars5,
  IconChartDots,
  IconHeartbeat,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconShare,
  IconTimelineEvent,
  IconTopologyStar3,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

/** The pages of the navigation and of the command palette, in their order. `label` is a key of the catalogue `shell`. */
export const PAGES = [
  { to: '/scenes', label: 'scenes', icon: IconLayoutDashboard },
  { to: '/explore', label: 'explore', icon: IconChartDots },
  { to: '/infrastructure', label: 'infrastructure', icon: IconTopologyStar3 },
  { to: '/events', label: 'events', icon: IconTimelineEvent },
  { to: '/targets', label: 'targets', icon: IconAntennaBars5 },
  { to: '/tokens', label: 'tokens', icon: IconKey },
  { to: '/members', label: 'members', icon: IconUsers },
  { to: '/sharing', label: 'sharing', icon: IconShare },
  { to: '/audit', label: 'audit', icon: IconHistory },
  { to: '/status', label: 'status', icon: IconHeartbeat },
] as const satisfies readonly { readonly to: string; readonly label: string; readonly icon: Icon }[];
