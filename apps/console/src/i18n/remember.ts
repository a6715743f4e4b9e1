const KEY = 'binnacle.language';

/** The language chosen before in this browser; null when none was, or storage is forbidden. */
export function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Keeps the choice where storage is allowed; elsewhere it lasts as long as the page. */
export function remember(language: string): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Nothing to do: the language is already switched.
  }
}
