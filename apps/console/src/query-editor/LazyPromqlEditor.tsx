import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactElement,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import classes from './PlainQuery.module.css';
import type { PromqlEditor } from './PromqlEditor.tsx';

type Editor = typeof PromqlEditor;

/** Once it has been loaded it is there at once. */
let loaded: Editor | undefined;

interface LazyPromqlEditorProps extends Omit<ComponentProps<Editor>, 'start'> {
  /** When the editor is loaded, which weighs as much as half of the console: with the field, or when it is entered. */
  readonly load: 'with-field' | 'on-use';
}

/** The editor of PromQL in a chunk of its own. Until it is there a plain field that looks the same takes the text. */
export function LazyPromqlEditor({ load, ...editor }: LazyPromqlEditorProps): ReactElement {
  const { label, hint, value, onChange, onRun } = editor;
  const field = useRef<HTMLTextAreaElement>(null);
  const composing = useRef(false);
  const [ready, setReady] = useState<ReadyEditor | undefined>(loaded === undefined ? undefined : { Editor: loaded });

  /** Not in the middle of a character: an input method would lose it. */
  const takeOver = useCallback((): void => {
    if (loaded === undefined || composing.current) return;
    const plain = field.current;
    const isFocused = plain !== null && document.activeElement === plain;
    const start = isFocused ? { start: { from: plain.selectionStart, to: plain.selectionEnd } } : {};
    // At once: a key pressed between this look at the selection and a later rendering would go astray.
    flushSync(() => setReady({ Editor: loaded!, ...start }));
  }, []);
  const begin = useCallback((): void => {
    // Without the editor the plain field does; the next use tries again.
    loadEditor().then(takeOver, () => {});
  }, [takeOver]);
  useEffect(() => {
    if (load === 'with-field') begin();
  }, [load, begin]);

  if (ready !== undefined) {
    return <ready.Editor {...editor} {...(ready.start === undefined ? {} : { start: ready.start })} />;
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onRun?.();
  };
  return (
    <textarea
      ref={field}
      className={classes['plain']}
      rows={Math.max(1, value.split('\n').length)}
      aria-label={label}
      placeholder={hint}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onPointerEnter={begin}
      onFocus={begin}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={() => {
        composing.current = false;
        takeOver();
      }}
    />
  );
}

interface ReadyEditor {
  readonly Editor: Editor;
  /** What was selected in the plain field, when the reader was in it. */
  readonly start?: { readonly from: number; readonly to: number };
}

async function loadEditor(): Promise<void> {
  loaded ??= (await import('./PromqlEditor.tsx')).PromqlEditor;
}
