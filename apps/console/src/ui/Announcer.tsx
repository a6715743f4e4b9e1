import { VisuallyHidden } from '@mantine/core';
import { type ReactElement, useSyncExternalStore } from 'react';
import { announcement } from './announce.ts';

/** Where announcements are read from; once on the page. A page that changes without loading says its name here. */
export function Announcer(): ReactElement {
  const text = useSyncExternalStore(announcement.subscribe, announcement.get);
  return <VisuallyHidden component="output">{text}</VisuallyHidden>;
}
