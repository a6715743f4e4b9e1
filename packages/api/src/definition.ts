import { dashboardDefinition, localizedText as viewsText, type LocalizedText as ViewsText } from '@binnacle/views';

/** The definition of a dashboard or view: the format of the package `views`. */
export const definition = dashboardDefinition;

/** Text in the console's languages; a plain string is the same in each. */
export const localizedText = viewsText;
export type LocalizedText = ViewsText;
