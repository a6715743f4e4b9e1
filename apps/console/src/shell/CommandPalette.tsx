import { Combobox, Highlight, Input, Modal, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './CommandPalette.module.css';
import { found } from './palette-match.ts';
import { palette, usePaletteOpened } from './palette-store.ts';
import { type PaletteCommand, usePaletteCommands } from './usePaletteCommands.ts';

/** What was typed, in the names that have it. */
const FOUND = { background: 'none', color: 'inherit', fontWeight: 700 } as const;

/** Ctrl/Cmd+K: any page, any dashboard, and the few commands that work everywhere, by typing a part of the name. */
export function CommandPalette(): ReactElement {
  const { t } = useTranslation('shell');
  return (
    <Modal.Root
      opened={usePaletteOpened()}
      onClose={palette.close}
      size={600}
      yOffset="12dvh"
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.open')} radius="md" styles={{ content: { background: 'var(--surface)' } }}>
        <PaletteSearch />
      </Modal.Content>
    </Modal.Root>
  );
}

/**
 * The field and what it finds. What Enter does is told by what is drawn, in the same pass: one command is always marked,
 * the best until another one is chosen.
 */
function PaletteSearch(): ReactElement {
  const { t } = useTranslation('shell');
  const listId = useId();
  const combobox = useCombobox();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string>();
  const groups = found(usePaletteCommands(), typed);
  const shown = groups.flatMap(({ items }) => items);
  const at = Math.max(
    0,
    shown.findIndex(({ id }) => id === chosen),
  );
  const marked = shown[at];
  const optionId = (id: string): string => `${listId}-${id}`;
  const run = (command: PaletteCommand | undefined): void => {
    if (command === undefined) return;
    palette.close();
    command.run();
  };
  const choose = (index: number): void => {
    const next = shown.at(index % shown.length);
    if (next === undefined) return;
    setChosen(next.id);
    document.getElementById(optionId(next.id))?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While characters are composed, keys belong to the input method.
    if (event.nativeEvent.isComposing) return;
    const does = {
      ArrowDown: () => choose(at + 1),
      ArrowUp: () => choose(at - 1),
      Enter: () => run(marked),
    }[event.key];
    if (does === undefined) return;
    event.preventDefault();
    does();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={(id) => run(shown.find((command) => command.id === id))}>
      <Input
        data-autofocus
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={marked === undefined ? undefined : optionId(marked.id)}
        aria-autocomplete="list"
        aria-label={t('palette.placeholder')}
        placeholder={t('palette.placeholder')}
        size="lg"
        variant="unstyled"
        className={classes['search']}
        leftSection={<IconSearch size={18} stroke={1.75} aria-hidden="true" />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      <Combobox.Options id={listId} aria-label={t('palette.open')} className={classes['list']}>
        {groups.map(({ title, items }) => (
          <Combobox.Group key={title} label={title}>
            {items.map((command) => (
              <Combobox.Option
                key={command.id}
                id={optionId(command.id)}
                value={command.id}
                aria-selected={command === marked}
                className={classes['option']}
                onPointerMove={() => setChosen(command.id)}
              >
                <command.icon size={18} stroke={1.75} aria-hidden="true" />
                <Highlight
                  component="span"
                  inherit
                  highlightStyles={FOUND}
                  highlight={typed.split(/\s+/).filter(Boolean)}
                >
                  {command.label}
                </Highlight>
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
        {marked === undefined ? <Combobox.Empty>{t('palette.nothing')}</Combobox.Empty> : null}
      </Combobox.Options>
    </Combobox>
  );
}
