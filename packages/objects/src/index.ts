export { LEVELS, type Derived, type Fact, type Level, type Reference } from './derived.ts';
export { deriveObject } from './derive.ts';
export { virtualServiceRoutes, type Route, type RouteDestination } from './istio.ts';
export { podContainers, type PodContainer } from './pod.ts';
export { withEndpoints, type Endpoints } from './services.ts';
export { matchesSelector, parseSelector, printSelector, type Requirement, type SelectorOutcome } from './selector.ts';
export { parseQuantity } from './quantity.ts';
export { isTrueAt, listAt, numberAt, recordAt, textAt, textRecordAt, textsAt, timeAt, type Json } from './read.ts';
