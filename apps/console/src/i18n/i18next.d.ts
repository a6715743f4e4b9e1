import type * as first from './en/index.ts';
import type edit from './en/edit.json';
import type events from './en/events.json';
import type explore from './en/explore.json';
import type infrastructure from './en/infrastructure.json';
import type objects from './en/objects.json';
import type people from './en/people.json';
import type sharing from './en/sharing.json';
import type status from './en/status.json';
import type targets from './en/targets.json';
import type tokens from './en/tokens.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof first & {
      readonly edit: typeof edit;
      readonly events: typeof events;
      readonly explore: typeof explore;
      readonly infrastructure: typeof infrastructure;
      readonly objects: typeof objects;
      readonly people: typeof people;
      readonly sharing: typeof sharing;
      readonly status: typeof status;
      readonly targets: typeof targets;
      readonly tokens: typeof tokens;
    };
    returnNull: false;
  }
}
