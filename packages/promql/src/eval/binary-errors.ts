export const TOO_MANY_MATCHES =
  'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)';

export const DUPLICATE_MATCHES = 'multiple matches for labels: grouping labels must ensure unique matches';
