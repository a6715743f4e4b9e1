import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type ReactElement, useEffect, useEffectEvent, useRef } from 'react';
import { editorExtensions } from './editor-extensions.ts';

interface PromqlEditorProps {
  /** What it is, for screen readers. */
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Ctrl+Enter; Cmd+Enter on a Mac. */
  readonly onRun?: () => void;
  /** Where the reader already is in the text; the editor has the focus then. */
  readonly start?: { readonly from: number; readonly to: number };
}

/** A text field that knows PromQL: colours, names of metrics and labels as one types, and what is wrong where. */
export function PromqlEditor({ label, hint, value, onChange, onRun, start }: PromqlEditorProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useEffectEvent(onChange);
  const run = useEffectEvent(() => onRun?.());
  const initial = useEffectEvent(() => ({ text: value, start }));

  useEffect(() => {
    if (place.current === null) return undefined;
    const { text, start: selected } = initial();
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        ...(selected === undefined ? {} : { selection: { anchor: selected.from, head: selected.to } }),
        extensions: editorExtensions({ label, hint, onChange: (text) => changed(text), onRun: () => run() }),
      }),
    });
    view.current = made;
    if (selected !== undefined) made.focus();
    return () => {
      made.destroy();
      view.current = undefined;
    };
  }, [label, hint]);

  // What comes from outside (undo, another query) replaces the text; what was just typed comes back the same.
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={place} />;
}
