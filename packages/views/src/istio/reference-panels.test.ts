import { expect, test } from 'vitest';
import { builtInView } from '../library.ts';
import { textIn } from '../text.ts';
import { reference } from './reference-panels.test-data.ts';

test('the four views have 13, 12, 8 and 14 panels of the reference, and 1, 2, 7 and 7 variables', () => {
  expect(reference.map(({ panels }) => panels.length)).toEqual([13, 12, 8, 14]);
  expect(reference.map(({ variables }) => variables.length)).toEqual([1, 2, 7, 7]);
});

test.each(reference)(
  '$id has every panel of the reference, and its variables in order',
  ({ id, panels, variables }) => {
    const { groups, variables: own } = builtInView(id)!.definition;
    const found = panels.map(([title, , , groupTitle]) => {
      const group = groups.find(
        (one) =>
          (groupTitle === undefined || (one.title !== undefined && textIn(one.title, 'en') === groupTitle)) &&
          one.panels.some((panel) => textIn(panel.title, 'en') === title),
      );
      const panel = group?.panels.find((one) => textIn(one.title, 'en') === title);
      return [title, panel?.kind, panel !== undefined && 'unit' in panel ? panel.unit : undefined, groupTitle];
    });
    expect(found).toEqual(panels.map(([title, kind, unit, group]) => [title, kind, unit, group]));
    expect(own.filter(({ hidden }) => !hidden).map(({ name }) => name)).toEqual(variables);
  },
);

test.each(reference)(
  '$id: every text in both languages, clusters chosen in every selector, a unit in every column',
  ({ id }) => {
    const problems = builtInView(id)!.definition.groups.flatMap((group) =>
      group.panels.flatMap((panel) => {
        const texts = [panel.title, panel.description, panel.noValue].filter((text) => text !== undefined);
        const oneLanguage = texts.filter((text) => typeof text === 'string' || text['zh-CN'] === undefined);
        const columns = panel.kind === 'table' ? panel.columns : [];
        const noUnit = columns.filter(({ label, unit }) => label === undefined && unit === undefined);
        const queries = 'queries' in panel ? panel.queries : [];
        const everywhere = queries
          .flatMap(({ expr }) => [...expr.matchAll(/[a-z_]\{([^}]*)\}/g)].map((match) => match[1]!))
          .filter((matchers) => !matchers.includes('cluster=~"$cluster"'));
        return [...oneLanguage, ...noUnit, ...everywhere].map((problem) => `${panel.id}: ${JSON.stringify(problem)}`);
      }),
    );
    expect(problems).toEqual([]);
  },
);
