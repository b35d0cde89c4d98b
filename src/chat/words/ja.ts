/** Japanese. */
import type { Words } from './words.ts';

const WHERE = { me: 'あなたには', channel: 'このチャンネルでは' } as const;
const WHEN = { today: '今日', month: '今月' } as const;

export const ja: Words = {
  commands: {
    ask: '質問する（ファイルも添付できます）',
    model: '答えるモデルを見る・選ぶ',
    effort: '答える前にどれだけ考えるかを見る・選ぶ',
    stop: 'ここで書いているあなたへの回答を止める',
    forget: 'この会話、またはあなたに関するすべてを忘れる',
    usage: 'あなたの質問の使用量と費用を見る',
    help: 'できることと、質問のしかた',
  },
  options: {
    question: { name: '質問', description: '知りたいこと' },
    file: { name: 'ファイル', description: '画像・録音・動画・文書' },
    effort: { name: '思考量', description: '答える前にどれだけ考えるか' },
    model: { name: 'モデル', description: '誰が答えるか' },
    private: { name: '非公開', description: '回答はあなただけに見えます' },
    for: { name: '対象', description: 'あなただけか、このチャンネルの全員か' },
    what: { name: '内容', description: '何を忘れるか' },
    period: { name: '期間', description: 'いつから' },
  },
  choices: {
    me: '自分',
    channel: 'このチャンネル',
    conversation: 'この会話',
    everything: '自分に関するすべて',
    today: '今日',
    month: '今月',
    usual: '標準',
  },
  menus: { ask: 'このメッセージについて質問', transcribe: '文字起こし', describe: '説明' },
  form: {
    title: 'このメッセージについて質問',
    question: '何を知りたいですか？',
    send: '質問する',
    cancel: 'やめる',
  },
  actions: {
    stop: '止める',
    regenerate: 'もう一度答える',
    harder: (effort) => `もっと考える（${effort}）`,
    reasoning: '思考を見る',
    sources: '出典',
    files: 'ファイル',
    saw: '見たものを表示',
  },
  prompts: [
    { title: '録音を要約', message: '録音を送ります。話された内容を時刻付きで要約してください。' },
    {
      title: 'スクリーンショットを説明',
      message: 'スクリーンショットを送ります。何が写っていて、何をすべきか教えてください。',
    },
    { title: '文書を読む', message: '文書を送ります。重要な点を挙げてください。' },
    { title: '何ができますか？', message: '何ができますか？' },
  ],
  home: {
    greeting:
      'こんにちは！チャンネルでメンションするか、ここに書いてください。画像・録音・動画・文書も送れます。',
    settings: 'あなたの設定',
    usage: '今月の使用量',
    model: '答えるモデル',
    effort: 'どれだけ考えるか',
  },
  said: {
    help: [
      '**質問するには**：メンションする、私のメッセージに返信する、ダイレクトメッセージを送る、または `/ask` を使います。画像・録音・動画・文書も添えられます。',
      '**メッセージについて**：メニューから「このメッセージについて質問」「文字起こし」「説明」を選びます。',
      '**選ぶには**：`/model` と `/effort`（none · low · medium · high · xhigh）、またはメッセージを `effort:high` や `model:…` で始めます。',
      '**回答中に**質問を編集すると、新しい質問に答えます。削除するか「止める」を押すと、やめます。',
      '`/usage` は費用を、`/forget` は忘れることを、`/stop` はここでのあなたへの回答の停止を行います。',
    ].join('\n'),
    modelIs: (model) => `ここでは **${model}** がお答えします。`,
    effortIs: (effort) => `ここでは思考量 **${effort}** で考えます。`,
    modelSet: (model, where) => `これから${WHERE[where]} **${model}** がお答えします。`,
    effortSet: (effort, where) => `これから${WHERE[where]}思考量 **${effort}** で考えます。`,
    unset: (where) => `${WHERE[where]}標準の設定に戻しました。`,
    unknownModel: (model, known) => `モデル「${model}」は知りません。選べるもの：${known}。`,
    unknownEffort: (effort, known) => `思考量「${effort}」は知りません。選べるもの：${known}。`,
    stopped: (answers) => `${answers} 件の回答を止めました。`,
    nothingRuns: 'ここであなたに書いている回答はありません。',
    forgotConversation: '忘れました。ここでこれまでに誰が話したことも、もう読みません。',
    forgotMine:
      '忘れました。ここでこれまでにあなたが話したことと、それへの私の回答は、もう読みません。ほかの人が話したことはその人のものです。チャンネル全体を忘れるのは、私の管理者に言われたときです。',
    forgotEverything:
      '忘れました：あなたの設定、質問、それへの回答。チャット自体のメッセージは残ります。ファイルから聞き取ったことや見たものは、人ではなく内容ごとに保存されていて、三十日間誰も尋ねなければ消えます。',
    noUsage: (period) => `${WHEN[period]}はまだ質問がありません。`,
    usage: (period, lines) => `${WHEN[period]}のあなたの使用量：\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}**：回答 ${answers}、トークン 入力 ${input}・出力 ${output}、${price}`,
    usageTotal: (answers, price) => `合計：回答 ${answers}、${price}`,
    onlyAdmins: 'チャンネル全体の設定を変えられるのは、私の管理者（attache.yaml の admins）だけです。',
    notYours: (asker) =>
      `このボタンは質問した ${asker} さんのものです。ご自分で質問すれば、あなたのボタンが付きます。`,
    stillRuns: 'この回答はまだ書いている途中です。終わってからもう一度お試しください。',
    runsAgain: 'すでにもう一度答えているところです。',
    forgotten:
      'この回答はもう覚えていません。ボタンの先にあるものは、忘れるように言われない限り三十日間だけ残します。',
    noReasoning: '表示できる思考はありません。モデルから示されませんでした。',
    noSources: 'この回答に出典はありません。',
    noFiles: 'この回答にファイルはありません。',
    noSaw: 'この回答で見たものは、もう残っていません。',
    saw: '見たものを時刻付きで表示します。',
    sawSome: (shown, all) => `見たものを時刻付きで表示します。全 ${all} 枚のうち最初の ${shown} 枚です。`,
    sources: 'この回答の出典：',
    files: 'この回答のファイル：',
    reasoning: 'この回答の前に考えたこと：',
    reasoningGoesOn: '続きがありますが、ここではこれ以上表示できません。',
    noQuestion: '知りたいことを書いてください。例：`/ask effort:high 質問`',
    aboveIsWhole: '（上の回答ですべてです。）',
    messageGone: 'そのメッセージはもう読めません。削除されたか、私に見る権限がありません。',
  },
};
