import { describe } from 'vitest';
import type { EngineFactory } from './engine-under-test.ts';
import { appendTests } from './append-tests.ts';
import { labelTests } from './label-tests.ts';
import { matcherTests } from './matcher-tests.ts';
import { lifecycleTests } from './lifecycle-tests.ts';
import { valueTests } from './value-tests.ts';

/** The tests that every engine must pass: what `packages/storage` promises to those who write and those who query. */
export function describeEngine(name: string, factory: EngineFactory): void {
  describe(`storage engine ${name}`, () => {
    describe('append and select', () => {
      appendTests(factory);
    });
    describe('values', () => {
      valueTests(factory);
    });
    describe('matchers', () => {
      matcherTests(factory);
    });
    describe('labels and series', () => {
      labelTests(factory);
    });
    describe('deletes, restarts, workspaces', () => {
      lifecycleTests(factory);
    });
  });
}
