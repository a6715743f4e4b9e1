import { END, f64x2, GET, i32, increase, SET, TYPE, until, where, type Code, type WasmFunction } from '@binnacle/wasm';

/** What the functions of {@link NumberKernels} do. Loops go in whole pairs, or in groups of eight windows. */
const local = (index: number): Code => GET(index);
const put = (index: number, value: Code): Code => [...value, ...SET(index)];
const define = (
  name: string,
  parameters: number,
  integers: number,
  vectors: number,
  body: Code,
  hasResult = false,
): WasmFunction => ({
  name,
  parameters,
  hasResult,
  locals: [
    [integers, TYPE.I32],
    [vectors, TYPE.V128],
  ],
  body: [...body, END],
});
const next = (index: number, by = 16): Code => increase(index, i32.of(by));

/** Sums of eight windows at a time, each from its first number on. */
function sumsOfWindows(): WasmFunction {
  const [VALUES, SPAN, STRIDE, OUT, OUT_END, AT, STOP, AT2, AT4, AT6, FIRST_SUM] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const sums = [0, 1, 2, 3].map((pair) => FIRST_SUM + pair);
  const each = (make: (sum: number, pair: number) => Code): Code => sums.flatMap(make);
  const places = [AT, AT2, AT4, AT6];
  const stride = (times: number): Code => i32.mul(local(STRIDE), i32.of(times));
  return define('sumsOfWindows', 5, 5, 4, [
    ...until(OUT, OUT_END, [
      ...each((sum) => put(sum, f64x2.zero)),
      ...put(AT, local(VALUES)),
      ...put(STOP, i32.add(local(VALUES), local(SPAN))),
      ...where(i32.equal(local(STRIDE), i32.of(8)), [
        ...until(AT, STOP, [
          ...each((sum, pair) => put(sum, f64x2.add(local(sum), f64x2.load(local(AT), 16 * pair)))),
          ...next(AT, 8),
        ]),
      ]),
      ...where(i32.differ(local(STRIDE), i32.of(8)), [
        ...[1, 2, 3].flatMap((pair) => put(places[pair]!, i32.add(local(VALUES), stride(2 * pair)))),
        ...until(AT, STOP, [
          ...each((sum, pair) => {
            const place = local(places[pair]!);
            return put(sum, f64x2.add(local(sum), f64x2.loadPair(place, i32.add(place, local(STRIDE)))));
          }),
          ...places.flatMap((place) => next(place, 8)),
        ]),
      ]),
      ...each((sum, pair) => f64x2.store(local(OUT), local(sum), 16 * pair)),
      ...next(OUT, 64),
      ...increase(VALUES, stride(8)),
    ]),
  ]);
}

/** Puts to sums what they have lost, and divides: see `exact-totals.ts`. */
function compensate(): WasmFunction {
  const [OUT, OUT_END, HIGH, LOW, SPAN, STRIDE, SIZE, SUM, LOST, BY] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const pair = (place: Code): Code => f64x2.loadPair(place, i32.add(place, local(STRIDE)));
  const total = (sums: number): Code => f64x2.sub(pair(i32.add(local(sums), local(SPAN))), pair(local(sums)));
  return define('compensate', 7, 0, 3, [
    ...put(BY, f64x2.ofInteger(local(SIZE))),
    ...until(OUT, OUT_END, [
      ...put(SUM, f64x2.load(local(OUT))),
      ...put(LOST, f64x2.add(f64x2.sub(total(HIGH), local(SUM)), total(LOW))),
      ...f64x2.store(local(OUT), f64x2.add(f64x2.div(local(SUM), local(BY)), f64x2.div(local(LOST), local(BY)))),
      ...next(OUT),
      ...increase(HIGH, i32.shl(local(STRIDE), i32.of(1))),
      ...increase(LOW, i32.shl(local(STRIDE), i32.of(1))),
    ]),
  ]);
}

/** Whether a number is NaN. The last two are looked at again, or together with the one before. */
function hasNan(): WasmFunction {
  const [FROM, FROM_END, FOUND] = [0, 1, 2];
  const look = put(FOUND, f64x2.or(local(FOUND), f64x2.differ(f64x2.load(local(FROM)), f64x2.load(local(FROM)))));
  return define(
    'hasNan',
    2,
    0,
    1,
    [
      ...increase(FROM_END, i32.of(-16)),
      ...until(FROM, FROM_END, [...look, ...next(FROM)]),
      ...put(FROM, local(FROM_END)),
      ...look,
      ...f64x2.any(local(FOUND)),
    ],
    true,
  );
}

type Choice = typeof f64x2.larger;

/** The larger of each number and the one so far behind it; of equal ones the first. */
function widen(name: string, choice: Choice): WasmFunction {
  const [FROM, FROM_END, DISTANCE, INTO] = [0, 1, 2, 3];
  return define(name, 4, 0, 0, [
    ...until(FROM, FROM_END, [
      ...f64x2.store(local(INTO), choice(f64x2.load(local(FROM)), f64x2.load(i32.add(local(FROM), local(DISTANCE))))),
      ...next(FROM),
      ...next(INTO),
    ]),
  ]);
}

/** The same for numbers that lie `stride` apart, which are put side by side. */
function widenApart(name: string, choice: Choice): WasmFunction {
  const [FROM, DISTANCE, STRIDE, OUT, OUT_END] = [0, 1, 2, 3, 4];
  const pair = (place: Code): Code => f64x2.loadPair(place, i32.add(place, local(STRIDE)));
  return define(name, 5, 0, 0, [
    ...until(OUT, OUT_END, [
      ...f64x2.store(local(OUT), choice(pair(local(FROM)), pair(i32.add(local(FROM), local(DISTANCE))))),
      ...next(OUT),
      ...increase(FROM, i32.shl(local(STRIDE), i32.of(1))),
    ]),
  ]);
}

/** Where a number is more than the best, or the best is NaN, it is the best. */
function improve(name: string, isBetter: typeof f64x2.more): WasmFunction {
  const [BEST, BEST_END, FROM, NUMBERS, BESTS] = [0, 1, 2, 3, 4];
  return define(name, 3, 0, 2, [
    ...until(BEST, BEST_END, [
      ...put(NUMBERS, f64x2.load(local(FROM))),
      ...put(BESTS, f64x2.load(local(BEST))),
      ...f64x2.store(
        local(BEST),
        f64x2.select(
          local(NUMBERS),
          local(BESTS),
          f64x2.or(isBetter(local(NUMBERS), local(BESTS)), f64x2.differ(local(BESTS), local(BESTS))),
        ),
      ),
      ...next(BEST),
      ...next(FROM),
    ]),
  ]);
}

/** Compensated addition to sums; what is not finite has lost nothing. */
function addTo(): WasmFunction {
  const [SUMS, SUMS_END, LOST, FROM, NUMBERS, SUM, NEXT, ADDED] = [0, 1, 2, 3, 4, 5, 6, 7];
  const { add, sub } = f64x2;
  const error = add(sub(local(SUM), sub(local(NEXT), local(ADDED))), sub(local(NUMBERS), local(ADDED)));
  return define('addTo', 4, 0, 4, [
    ...until(SUMS, SUMS_END, [
      ...put(NUMBERS, f64x2.load(local(FROM))),
      ...put(SUM, f64x2.load(local(SUMS))),
      ...put(NEXT, add(local(SUM), local(NUMBERS))),
      ...put(ADDED, sub(local(NEXT), local(SUM))),
      ...f64x2.store(
        local(LOST),
        f64x2.and(add(f64x2.load(local(LOST)), error), f64x2.equal(sub(local(NEXT), local(NEXT)), f64x2.zero)),
      ),
      ...f64x2.store(local(SUMS), local(NEXT)),
      ...[SUMS, LOST, FROM].flatMap((place) => next(place)),
    ]),
  ]);
}

/** Whether adding numbers to sums leaves something that is not finite. */
function overflows(): WasmFunction {
  const [SUMS, SUMS_END, FROM, NEXT, FOUND] = [0, 1, 2, 3, 4];
  return define(
    'overflows',
    3,
    0,
    2,
    [
      ...until(SUMS, SUMS_END, [
        ...put(NEXT, f64x2.add(f64x2.load(local(SUMS)), f64x2.load(local(FROM)))),
        ...put(FOUND, f64x2.or(local(FOUND), f64x2.differ(f64x2.sub(local(NEXT), local(NEXT)), f64x2.zero))),
        ...next(SUMS),
        ...next(FROM),
      ]),
      ...f64x2.any(local(FOUND)),
    ],
    true,
  );
}

export const kernelFunctions: readonly WasmFunction[] = [
  sumsOfWindows(),
  compensate(),
  hasNan(),
  widen('widenLargest', f64x2.larger),
  widen('widenSmallest', f64x2.smaller),
  widenApart('largestOfPairs', f64x2.larger),
  widenApart('smallestOfPairs', f64x2.smaller),
  improve('raise', f64x2.more),
  improve('lower', f64x2.less),
  addTo(),
  overflows(),
];
