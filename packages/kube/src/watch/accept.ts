/** What is asked for: whole objects, or their metadata alone. There is no fallback to whole objects for the second. */
export type Content = 'whole' | 'metadata';

const METADATA = ';g=meta.k8s.io;v=v1';

export const listAccept = (content: Content): string =>
  content === 'whole' ? 'application/json' : `application/json;as=PartialObjectMetadataList${METADATA}`;

export const watchAccept = (content: Content): string =>
  content === 'whole' ? 'application/json' : `application/json;as=PartialObjectMetadata${METADATA}`;
