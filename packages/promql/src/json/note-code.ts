import { END, GET, give, i32, SET, TYPE, where, type Code, type WasmFunction } from '@binnacle/wasm';
import { MAX_NOTES, NOTE_PACKED_AT, NOTE_STARTS_AT, STATE } from './point-memory.ts';
import { setState, state } from './point-state.ts';

/** The longest repetition, and the farthest, that deflate can say; and the shortest that pays: it costs some twenty bits, which is what five digits take. */
const LONGEST = 258;
const FARTHEST = 32_768;
const LEAST_LENGTH = 5;

/** Notes a repetition: see `PointWriter.note`. */
// prettier-ignore
export function noteFunction(): WasmFunction {
  const [AT, FROM, LENGTH, NOTES, DISTANCE, PACKED, BEFORE] = [0, 1, 2, 3, 4, 5, 6];
  const place = (base: number, of: Code): Code => i32.add(i32.of(base), i32.shl(of, i32.of(2)));
  const last: Code = i32.sub(GET(NOTES), i32.of(1));
  const countBytes: Code = setState(STATE.noted, i32.add(state(STATE.noted), GET(LENGTH)));
  return {
    name: 'note',
    parameters: 3,
    hasResult: true,
    locals: [[4, TYPE.I32]],
    body: [
      ...i32.sub(GET(AT), GET(FROM)), ...SET(DISTANCE),
      ...where(i32.more(GET(DISTANCE), i32.of(FARTHEST)), give(i32.of(0))),
      ...state(STATE.notes), ...SET(NOTES),
      // One that goes on where the last one ends is part of it.
      ...where(GET(NOTES), [
        ...i32.load(place(NOTE_PACKED_AT, last)), ...SET(PACKED),
        ...i32.shr(GET(PACKED), i32.of(16)), ...SET(BEFORE),
        ...where(
          i32.and(
            i32.and(
              i32.equal(i32.add(i32.load(place(NOTE_STARTS_AT, last)), GET(BEFORE)), GET(AT)),
              i32.equal(i32.and(GET(PACKED), i32.of(0xffff)), i32.sub(GET(DISTANCE), i32.of(1))),
            ),
            i32.atMost(i32.add(GET(BEFORE), GET(LENGTH)), i32.of(LONGEST)),
          ),
          [
            ...i32.store(place(NOTE_PACKED_AT, last), i32.add(GET(PACKED), i32.shl(GET(LENGTH), i32.of(16)))),
            ...countBytes,
            ...give(i32.of(1)),
          ],
        ),
      ]),
      ...where(
        i32.or(i32.or(i32.less(GET(LENGTH), i32.of(LEAST_LENGTH)), i32.more(GET(LENGTH), i32.of(LONGEST))), i32.atLeast(GET(NOTES), i32.of(MAX_NOTES))),
        give(i32.of(0)),
      ),
      ...i32.store(place(NOTE_STARTS_AT, GET(NOTES)), GET(AT)),
      ...i32.store(place(NOTE_PACKED_AT, GET(NOTES)), i32.or(i32.shl(GET(LENGTH), i32.of(16)), i32.sub(GET(DISTANCE), i32.of(1)))),
      ...setState(STATE.notes, i32.add(GET(NOTES), i32.of(1))),
      ...countBytes,
      ...i32.of(1),
      END,
    ],
  };
}
