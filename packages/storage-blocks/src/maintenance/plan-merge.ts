import type { BlockMeta } from '../block/block-format.ts';

const HOUR_MS = 3_600_000;
/** Widths of the windows of levels 1, 2, 3 and 4; each begins where one of the next begins. */
export const WINDOWS_MS: readonly number[] = [2 * HOUR_MS, 12 * HOUR_MS, 72 * HOUR_MS, 432 * HOUR_MS];
/** So many blocks of one window are merged although the window goes on. */
const MAX_BLOCKS_OF_A_WINDOW = 4;
/** Late samples wait until they are this part of what must be written again for them. */
const WORTH_REWRITING = 0.1;

export interface MergePlan {
  readonly inputs: readonly BlockMeta[];
  readonly level: number;
  readonly windowMs: number;
}

/**
 * The next merge that is worth doing, or undefined. Flushed blocks go to windows of two hours; a window that is over becomes
 * one block, then part of a wider window. Inputs always are all blocks of a window up to a level, so that what came later
 * stays later.
 */
export function planMerge(blocks: readonly BlockMeta[], nowMs: number, force = false): MergePlan | undefined {
  const flushed = blocks.filter(({ level }) => level === 0);
  if (flushed.length >= (force ? 1 : MAX_BLOCKS_OF_A_WINDOW)) {
    return { inputs: flushed, level: 1, windowMs: WINDOWS_MS[0]! };
  }
  for (const [i, windowMs] of WINDOWS_MS.entries()) {
    const plan = planLevel(blocks, i + 1, windowMs, nowMs, force);
    if (plan !== undefined) return plan;
  }
  return undefined;
}

function planLevel(
  blocks: readonly BlockMeta[],
  level: number,
  windowMs: number,
  nowMs: number,
  force: boolean,
): MergePlan | undefined {
  const windows = new Map<number, BlockMeta[]>();
  for (const block of blocks) {
    if (block.level === 0 || block.level > level) continue;
    const number = Math.floor(block.minTimeMs / windowMs);
    const list = windows.get(number);
    if (list === undefined) windows.set(number, [block]);
    else list.push(block);
  }
  for (const [number, inputs] of windows) {
    if (inputs.length < 2) continue;
    const isOver = (number + 1) * windowMs + WINDOWS_MS[0]! / 2 <= nowMs;
    const isCrowded = level === 1 && inputs.length >= (force ? 2 : MAX_BLOCKS_OF_A_WINDOW);
    if (isCrowded || (isOver && isWorth(inputs, level))) return { inputs, level, windowMs };
  }
  return undefined;
}

/** A few late samples do not make a large block be written again. */
function isWorth(inputs: readonly BlockMeta[], level: number): boolean {
  const done = inputs.filter((block) => block.level === level);
  if (done.length !== 1) return true;
  const added = inputs.reduce((sum, block) => sum + block.sizeBytes, 0) - done[0]!.sizeBytes;
  return added >= done[0]!.sizeBytes * WORTH_REWRITING || inputs.length >= 12;
}
