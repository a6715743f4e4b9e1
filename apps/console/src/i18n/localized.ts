/** Text of a view or dashboard in the language on screen; a plain string is the same in each. */
export { textIn as localized } from '@binnacle/views';
