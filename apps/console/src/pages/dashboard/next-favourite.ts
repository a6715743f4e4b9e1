interface Candidate {
  readonly id: string;
  readonly title: string;
  readonly favourite: boolean;
}

/** The favourite after a dashboard, in the order of the navigation, from the last to the first; undefined without another. */
export function nextFavourite(dashboards: readonly Candidate[], id: string, language: string): string | undefined {
  const inOrder = dashboards
    .filter((it) => it.favourite)
    .sort((a, b) => a.title.localeCompare(b.title, language, { numeric: true }));
  const at = inOrder.findIndex((it) => it.id === id);
  const next = inOrder[(at + 1) % inOrder.length];
  return next?.id === id ? undefined : next?.id;
}
