import { useElementSize } from '@mantine/hooks';
import type { Language, TreemapPanel as TreemapDefinition } from '@binnacle/views';
import { type CSSProperties, type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { panelColours, type ColourBook } from '../format/series-colours.ts';
import { valueText } from '../format/value.ts';
import { seriesColour, useChartTheme } from './chart-theme.ts';
import { shares, type NamedValue } from './named-values.ts';
import type { PanelData } from './panel-data.ts';
import { treemapLayout, type Rectangle } from './treemap-layout.ts';
import classes from './TreemapPanel.module.css';

interface TreemapPanelProps {
  readonly panel: TreemapDefinition;
  readonly data: PanelData;
  readonly language: Language;
  readonly book: ColourBook;
  readonly noValue: string;
}

/** Room for the heading of a group, in pixels. */
const HEADING = 18;
const LABEL_FROM = { width: 44, height: 26 };

/** Rectangles as large as their values, grouped by a label where the panel says so. A list for who hears the page. */
export function TreemapPanel({ panel, data, language, book, noValue }: TreemapPanelProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const theme = useChartTheme();
  const { ref, width, height } = useElementSize();
  const { values, rest } = useMemo(() => shares(panel, data, language), [panel, data, language]);
  if (values.length === 0) return <p className={classes['none']}>{noValue}</p>;
  const groups = grouped(values, panel.groupBy);
  const colours = panelColours(
    book,
    groups.map(({ name }) => name),
  );
  const places = treemapLayout(
    groups.map(({ sum }) => sum),
    { x: 0, y: 0, width, height },
  );
  return (
    <div className={classes['box']}>
      {/* A list for the keyboard and for screen readers, laid out as a picture. */}
      <ul ref={ref} className={classes['map']}>
        {groups.flatMap((group, g) => {
          const place = places[g];
          if (place === undefined) return [];
          const heading = panel.groupBy !== undefined && place.height > 3 * HEADING && place.width > 60;
          const inside = heading ? { ...place, y: place.y + HEADING, height: place.height - HEADING } : place;
          const cells = treemapLayout(
            group.values.map(({ value }) => value),
            inside,
          );
          return [
            ...(heading
              ? [
                  <li
                    key={`group ${group.name}`}
                    className={classes['heading']}
                    style={pixels({ ...place, height: HEADING })}
                  >
                    {group.name}
                  </li>,
                ]
              : []),
            ...group.values.map((value, i) => (
              <Cell
                key={`${group.name} ${value.name}`}
                value={value}
                text={value.text ?? valueText(value.value, panel.unit, language, panel.decimals)}
                place={cells[i]!}
                colour={seriesColour(theme, colours[g]!)}
              />
            )),
          ];
        })}
      </ul>
      {rest.count === 0 ? null : <p className={classes['rest']}>{t('pie.rest', { count: rest.count })}</p>}
    </div>
  );
}

interface CellProps {
  readonly value: NamedValue;
  readonly text: string;
  readonly place: Rectangle;
  readonly colour: string;
}

function Cell({ value: { name, severity }, text, place, colour }: CellProps): ReactElement {
  const hasRoom = place.width >= LABEL_FROM.width && place.height >= LABEL_FROM.height;
  return (
    <li className={classes['cell']} style={pixels(place)} title={`${name}: ${text}`}>
      <span className={classes['fill']} data-severity={severity} style={{ '--own': colour } as CSSProperties}>
        {hasRoom ? (
          <>
            <span className={classes['name']}>{name}</span>
            <strong>{text}</strong>
          </>
        ) : (
          <span className={classes['unseen']}>
            {name}: {text}
          </span>
        )}
      </span>
    </li>
  );
}

interface Group {
  readonly name: string;
  readonly values: readonly NamedValue[];
  readonly sum: number;
}

/** Values by the label, largest group first; each value a group of its own without a label. */
function grouped(values: readonly NamedValue[], label: string | undefined): readonly Group[] {
  const byName = new Map<string, NamedValue[]>();
  for (const value of values) {
    const name = label === undefined ? value.name : (value.labels[label] ?? '');
    const group = byName.get(name);
    if (group === undefined) byName.set(name, [value]);
    else group.push(value);
  }
  return [...byName]
    .map(([name, all]) => ({ name, values: all, sum: all.reduce((sum, { value }) => sum + value, 0) }))
    .sort((a, b) => b.sum - a.sum);
}

const pixels = ({ x, y, width, height }: Rectangle): CSSProperties => ({ left: x, top: y, width, height });
