import type { UnixMs } from '@binnacle/model';
import type { DiskName, FileSystemName, NetworkName, ScalarName } from './metrics.ts';

/** Numbers by name; what a source does not tell is absent, because 0 would be a claim. */
export type Numbers<Name extends string> = Readonly<Partial<Record<Name, number>>>;

export interface PageFaults {
  /** Of the container's own cgroup, and with those below it. */
  readonly scope: 'container' | 'hierarchy';
  readonly all?: number;
  readonly major?: number;
}

/** What one source knows of one container at one moment. */
export interface ContainerReading {
  readonly scalars: Numbers<ScalarName>;
  /** By interface. Absent where the source does not tell; empty for a container without a network of its own. */
  readonly networks?: ReadonlyMap<string, Numbers<NetworkName>>;
  /** By device, such as `/dev/vda`. Absent where block I/O is not counted. */
  readonly disks?: ReadonlyMap<string, Numbers<DiskName>>;
  readonly fileSystems?: ReadonlyMap<string, Numbers<FileSystemName>>;
  readonly pageFaults?: readonly PageFaults[];
  /** When it was measured, where the source says so. */
  readonly measuredAt?: UnixMs;
}

/** What `first` knows, and from `second` what it does not. */
export function fillGaps(first: ContainerReading, second: ContainerReading | undefined): ContainerReading {
  if (second === undefined) return first;
  return { ...second, ...first, scalars: { ...second.scalars, ...first.scalars } };
}

/** Leaves out what is undefined, so that a reading holds only what is known. */
export function known<Name extends string>(
  numbers: Readonly<Partial<Record<Name, number | undefined>>>,
): Numbers<Name> {
  const present: Partial<Record<Name, number>> = {};
  for (const name of Object.keys(numbers) as Name[]) {
    const value = numbers[name];
    if (value !== undefined && Number.isFinite(value)) present[name] = value;
  }
  return present;
}
