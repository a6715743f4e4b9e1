import type { LaterCatalogue } from './later.ts';
import { loadCatalogue } from './start.ts';

/** Loads a module together with the catalogues that it speaks from. */
export const withCatalogues =
  <T>(names: readonly LaterCatalogue[], load: () => Promise<T>): (() => Promise<T>) =>
  async () => {
    const [module] = await Promise.all([load(), ...names.map(loadCatalogue)]);
    return module;
  };
