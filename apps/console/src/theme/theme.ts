import {
  ActionIcon,
  Badge,
  Button,
  Card,
  Checkbox,
  createTheme,
  InputWrapper,
  type CSSVariablesResolver,
  Menu,
  Modal,
  PasswordInput,
  Select,
  SegmentedControl,
  Table,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { brass, dark, gray, sea } from './palette.ts';

/** Chinese glyphs come from the system: a web font with them would weigh megabytes. */
const CJK = '"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei"';

/** A dense tool for operators: 13 px text, small controls, thin borders, no shadows but on what floats. */
export const theme = createTheme({
  colors: { sea, brass, gray, dark },
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 5 },
  fontFamily: `"IBM Plex Sans Variable", ${CJK}, system-ui, sans-serif`,
  fontFamilyMonospace: `"IBM Plex Mono", ui-monospace, ${CJK}, monospace`,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.25rem', xl: '2rem' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', radius: 'xs' },
      styles: { root: { textTransform: 'none' } },
    }),
    Button: Button.extend({ defaultProps: { size: 'xs' } }),
    Card: Card.extend({ defaultProps: { withBorder: true, padding: 'md' } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      defaultProps: { yOffset: '10vh', radius: 'md', transitionProps: { duration: 120 } },
      styles: {
        content: { background: 'var(--surface)' },
        header: { background: 'var(--surface)' },
        title: { fontSize: '1rem', fontWeight: 600 },
      },
    }),
    InputWrapper: InputWrapper.extend({
      styles: { label: { marginBottom: '0.25rem' }, description: { marginBottom: '0.25rem' } },
    }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'xs' },
      styles: {
        root: { background: 'var(--surface-hover)', border: '1px solid var(--line)' },
        indicator: { background: 'var(--surface-raised)' },
      },
    }),
    Select: Select.extend({ defaultProps: { size: 'xs' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
  },
});

/**
 * Names that our own style sheets use, so that none of them names a shade: `--surface` for cards, `--surface-sunken` for
 * the page, `--line` for borders, and the colours of states.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': gray[9],
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-default-border': gray[3],
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': sea[7],
    '--surface': '#ffffff',
    '--surface-sunken': gray[0],
    '--surface-hover': gray[1],
    '--surface-raised': '#ffffff',
    '--surface-selected': sea[0],
    '--line': gray[2],
    '--line-strong': gray[3],
    '--accent': brass[5],
    '--focus': sea[6],
    '--state-ok': '#1d7a46',
    '--state-warning': '#96590a',
    '--state-error': '#b3261e',
    '--state-idle': gray[6],
  },
  dark: {
    '--mantine-color-body': dark[7],
    '--mantine-color-text': dark[0],
    '--mantine-color-dimmed': '#94a3aa',
    '--mantine-color-placeholder': '#94a3aa',
    '--mantine-color-default': dark[6],
    '--mantine-color-default-hover': dark[5],
    '--mantine-color-default-border': dark[4],
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-anchor': sea[3],
    '--surface': '#182127',
    '--surface-sunken': dark[7],
    '--surface-hover': '#202b32',
    '--surface-raised': '#3a4951',
    '--surface-selected': '#17323c',
    '--line': '#27333a',
    '--line-strong': dark[4],
    '--accent': brass[3],
    '--focus': sea[3],
    '--state-ok': '#5ec98a',
    '--state-warning': '#e6b04f',
    '--state-error': '#ff8a80',
    '--state-idle': '#94a3aa',
  },
});
