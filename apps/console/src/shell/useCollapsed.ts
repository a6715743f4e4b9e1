import { useLocalStorage } from '@mantine/hooks';

/** Whether the navigation shows icons only; remembered in this browser. */
export function useCollapsed(): readonly [collapsed: boolean, toggle: () => void] {
  const [collapsed, setCollapsed] = useLocalStorage({
    key: 'binnacle.navigation-collapsed',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  return [collapsed, () => setCollapsed(!collapsed)];
}
