import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { linter, type Diagnostic } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { styleNonce } from '../theme/nonce.ts';
import { checkQuery } from './check-query.ts';

/** How far back the editor looks for names to offer. */
const LOOKBACK_MS = 12 * 3_600_000;

export interface EditorOptions {
  readonly label: string;
  readonly hint: string;
  readonly onChange: (text: string) => void;
  /** Ctrl+Enter, Cmd+Enter. */
  readonly onRun: () => void;
}

/** Everything that makes a CodeMirror view an editor of PromQL: Prometheus's own mode, with the names that the server has. */
export function editorExtensions({ label, hint, onChange, onRun }: EditorOptions): Extension {
  const promql = new PromQLExtension()
    // Our own check knows variables and speaks like the server.
    .activateLinter(false)
    .setComplete({
      remote: {
        url: '',
        fetchFn: (input, init) => fetch(input, init),
        httpMethod: 'GET',
        lookbackInterval: LOOKBACK_MS,
      },
    });
  return [
    EditorView.cspNonce.of(styleNonce()),
    keymap.of([
      { key: 'Mod-Enter', run: () => (onRun(), true) },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    history(),
    bracketMatching(),
    closeBrackets(),
    overSelection,
    autocompletion({ icons: false }),
    promql.asExtension(),
    syntaxHighlighting(HIGHLIGHT),
    linter(problems, { delay: 400 }),
    placeholder(hint),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    THEME,
  ];
}

/**
 * Typing over coloured text is done by the editor alone: the browser would keep the colour as a style attribute, which the
 * content security policy refuses. Brackets and quotation marks go around what is selected, as always.
 */
const overSelection = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { data, inputType } = event;
    const plain = inputType === 'insertText' && data !== null && !/[([{"'`]/.test(data);
    if (!plain || view.composing || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

function problems(view: EditorView): readonly Diagnostic[] {
  const problem = checkQuery(view.state.doc.toString());
  if (problem === undefined) return [];
  // An empty stretch cannot be underlined: the character before it is.
  const from = problem.from === problem.to ? Math.max(0, problem.from - 1) : problem.from;
  return [{ from, to: Math.max(problem.to, from), severity: 'error', message: problem.message }];
}

/** Colours come from the page, so that they change with its scheme. */
const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.function(tags.variableName), tags.keyword, tags.modifier], color: 'var(--mantine-color-anchor)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--state-ok)' },
  { tag: [tags.number, tags.unit], color: 'var(--state-warning)' },
  { tag: tags.labelName, color: 'var(--mantine-color-dimmed)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
]);

const THEME = EditorView.theme({
  '&': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--mantine-radius-sm)',
    background: 'var(--surface)',
    fontSize: '13px',
  },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-1px' },
  '.cm-content': {
    padding: '8px 10px',
    fontFamily: 'var(--mantine-font-family-monospace)',
    caretColor: 'var(--mantine-color-text)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-placeholder': { color: 'var(--mantine-color-dimmed)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--surface-hover)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { background: 'var(--surface-hover)', outline: 'none' },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--mantine-radius-sm)',
    background: 'var(--surface-raised)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--accent)',
    color: 'var(--surface)',
  },
  '.cm-completionDetail': { color: 'inherit', opacity: 0.75 },
  '.cm-completionInfo': { maxWidth: '30rem', padding: '6px 10px' },
});
