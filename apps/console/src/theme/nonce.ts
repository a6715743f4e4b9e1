/**
 * The nonce that this page's content security policy allows for style elements. Vite writes a meta element that carries
 * it; browsers hide the attribute from scripts and selectors, the property still has it. Empty in development.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Libraries below Mantine (the scroll lock of dialogs) make style elements too and look for the nonce in this global. */
export function allowStyleElements(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
