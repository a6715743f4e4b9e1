import type { LocalizedText } from '../text.ts';

/** Why a panel could not be made here; the text stands in its place. */
export type StandInReason = 'library_panel' | 'datasource' | 'no_query' | 'panel_kind';

const TEXTS: Readonly<Record<StandInReason, (detail: string) => LocalizedText>> = {
  library_panel: (title) => ({
    en: `*${title}* is a library panel: its definition is not in the imported file.`,
    'zh-CN': `*${title}* 是库面板：导入的文件中没有它的定义。`,
  }),
  datasource: (kind) => ({
    en: `The data of this panel came from *${kind}*, which is not part of Binnacle.`,
    'zh-CN': `此面板的数据来自 *${kind}*，Binnacle 中没有该数据源。`,
  }),
  no_query: () => ({
    en: 'This panel asked nothing: it had no query, or only hidden ones.',
    'zh-CN': '此面板没有查询，或只有隐藏的查询。',
  }),
  panel_kind: (kind) => ({
    en: `A panel of the kind *${kind}* has no counterpart here.`,
    'zh-CN': `这里没有与 *${kind}* 类型对应的面板。`,
  }),
};

export const standIn = (reason: StandInReason, detail: string): LocalizedText => TEXTS[reason](detail);
