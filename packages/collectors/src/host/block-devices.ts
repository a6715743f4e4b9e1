import type { HostFiles } from './host-files.ts';

/**
 * Names of block devices by their numbers: `/dev/vda` for 254:0, as cAdvisor has it; the numbers themselves where the
 * host's sysfs does not know them.
 */
export class BlockDevices {
  readonly #files: HostFiles | undefined;
  readonly #names = new Map<string, string>();

  constructor(files: HostFiles | undefined) {
    this.#files = files;
  }

  name(major: number, minor: number): string {
    const numbers = `${major}:${minor}`;
    let name = this.#names.get(numbers);
    if (name === undefined) {
      name = this.#lookUp(numbers) ?? numbers;
      this.#names.set(numbers, name);
    }
    return name;
  }

  /** Whether the host has a device of these numbers. */
  has(major: number, minor: number): boolean {
    return this.#lookUp(`${major}:${minor}`) !== undefined;
  }

  #lookUp(numbers: string): string | undefined {
    const device = /^DEVNAME=(.+)$/m.exec(this.#files?.sys(`dev/block/${numbers}/uevent`) ?? '')?.[1];
    return device === undefined ? undefined : `/dev/${device}`;
  }
}
