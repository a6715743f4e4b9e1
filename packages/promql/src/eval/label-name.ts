/** Any text that is UTF-8 can be a label name. Bytes that are not stand in strings as lone surrogates. */
export const isValidLabelName = (name: string): boolean => name !== '' && name.isWellFormed();
