import {
  type AppendFile,
  type CreateAppendFile,
  type SegmentName,
  type WriteMode,
  segmentHeader,
  segmentPath,
} from './segment-file.ts';

export interface LogOptions {
  readonly folder: string;
  readonly create: CreateAppendFile;
  readonly mode: WriteMode;
  /** A file that has grown beyond this is followed by a new one. */
  readonly segmentBytes: () => number;
}

/**
 * Appends to the files of the log. One write at a time: the caller waits for each. After a failed write the file is cut back
 * to what was promised and left; the next write goes to a new one, so that a bad disk never mixes half a record with whole ones.
 */
export class LogWriter {
  /** Grows with every file: what the records of a file refer to is defined in that file. */
  epoch = 0;
  /** Bytes of all files of the current generation. */
  generationBytes = 0;
  private readonly options: LogOptions;
  private name: SegmentName;
  private file: AppendFile | undefined;
  private length = 0;

  /** @param next the first file to write; it must not exist */
  constructor(options: LogOptions, next: SegmentName) {
    this.options = options;
    this.name = next;
  }

  get generation(): number {
    return this.name.generation;
  }

  /** Begins a file if there is none, so that {@link epoch} is that of the next write. May throw what the disk says. */
  async prepare(): Promise<void> {
    if (this.file !== undefined && this.length >= this.options.segmentBytes()) await this.leave();
    if (this.file !== undefined) return;
    const name = this.name;
    // Whatever comes of it, this name is used up.
    this.name = { generation: name.generation, segment: name.segment + 1 };
    this.epoch++;
    const file = await this.options.create(segmentPath(this.options.folder, name), this.options.mode);
    try {
      await file.write(segmentHeader(name));
    } catch (cause) {
      await file.close().catch(() => undefined);
      throw cause;
    }
    this.file = file;
    this.length = segmentHeader(name).length;
  }

  /** Writes records; on disk when `sync` is asked for. Throws what the disk says, and then nothing of it counts. */
  async write(bytes: Uint8Array, sync: boolean): Promise<void> {
    const { file } = this;
    if (file === undefined) throw new Error('BUG: write without prepare');
    try {
      await file.write(bytes);
      if (sync) await file.sync();
    } catch (cause) {
      await file.truncate(this.length).catch(() => undefined);
      await this.leave();
      throw cause;
    }
    this.length += bytes.length;
    this.generationBytes += bytes.length;
  }

  async sync(): Promise<void> {
    await this.file?.sync();
  }

  /** The next write begins a new file, which defines anew what it refers to. */
  async beginFile(): Promise<void> {
    await this.leave();
  }

  /** The next write begins a new generation. */
  async rotate(): Promise<void> {
    await this.leave();
    this.name = { generation: this.name.generation + 1, segment: 1 };
    this.generationBytes = 0;
  }

  async close(): Promise<void> {
    await this.file?.sync();
    await this.leave();
  }

  private async leave(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.close().catch(() => undefined);
  }
}
