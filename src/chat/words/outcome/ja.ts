/** What the journal of rules says, in Japanese. */
import { momentIn } from '../../moment.ts';
import { allOf, amountIn, anyOf, lengthIn, type OutcomeWords, percentOf, platformOf } from './words.ts';

const LOCALE = 'ja';
const HAPPENINGS = {
  message: '新しいメッセージ',
  edit: '編集',
  reaction: 'リアクション',
  unanswered: '誰も返事をしないメッセージ',
} as const;
const CONTENTS = {
  image: '画像',
  audio: '音声',
  video: '動画',
  document: '文書',
  link: 'リンク',
  code: 'コード',
} as const;
const PER = { channel: 'このチャンネルで', person: 'この人に対して', rule: '' } as const;
const BUDGET = {
  person: 'ルールの作成者の予算',
  channel: 'チャンネルの予算',
  workspace: 'ワークスペースの予算',
  everyone: '全員の予算',
  rule: 'このルールの予算',
} as const;
const amountOf = (amount: string | number) => amountIn(LOCALE, amount, (count) => `${count} トークン`);
export const rights = { read: '読む', write: '書き込む', react: 'リアクションする' } as const;

const placeOf = (channel: string | undefined) =>
  channel === undefined ? 'このチャンネル' : `チャンネル ${channel} `;

export const outcomes: OutcomeWords = {
  onlyScheduled: '予定の時刻にだけ動きます。',
  directMessage: 'ルールがダイレクトメッセージを見ることはありません。',
  otherWorkspace: 'このワークスペースは見守っていません。',
  otherChannel: 'このチャンネルは見守っていません。',
  groupMessage: 'グループメッセージは `where.channels` にあるものだけを見守っています。',
  notInThread: 'スレッドの中だけを見守っていますが、これはスレッドの中ではありません。',
  inThread: 'スレッドは見守っていません。',
  otherReactor: '決まった人のリアクションだけで動きます。',
  ownMessage: '私が書いたものをルールが見ることはありません。',
  otherBot: '別のボットが書いたもので、ルールの `where.bots` にありません。',
  otherAuthor: '決まった人が書いたものを見守っていますが、これは別の人のものです。',
  otherWords: 'メッセージがパターンに当てはまりません。',
  otherHappening: ({ on, happened }) => `${HAPPENINGS[on]}で動きますが、これは${HAPPENINGS[happened]}です。`,
  otherPlatform: ({ platforms }) => `${allOf(LOCALE, platforms.map(platformOf))} だけを見守っています。`,
  otherEmoji: ({ emoji }) => `${anyOf(LOCALE, emoji)} で動きます。`,
  otherContents: ({ has }) =>
    `${anyOf(
      LOCALE,
      has.map((kind) => CONTENTS[kind]),
    )}のあるメッセージが対象です。`,

  asked: 'このメッセージは私への質問なので、私が直接答えます。',
  repeated: '私の投稿を別のボットが繰り返したものです。',
  circle: ({ times, ms }) =>
    `ここでは ${lengthIn(LOCALE, ms)}の間にボットがルールを ${times} 回動かしました。堂々巡りかもしれません。`,
  inQuietHours: '静かにする時間帯のことでした。',
  againInQuietHours: '静かにする時間帯のことで、終わるまでにまた次の予定があります。',
  edited: ({ why }) => `編集されて、対象ではなくなりました：${why}`,
  editedAgain: 'もう一度編集されたので、新しいほうを見ます。',
  disconnected: 'それが起きた場所には、もう接続していません。',
  answered: '誰かがもう返事をしています。',
  unanswered: ({ ms }) => `${lengthIn(LOCALE, ms)}たっても誰も返事をしていませんでした。`,
  tooMuchSaid: ({ messages }) =>
    `返事があったかもしれません。その後に${messages.toLocaleString(LOCALE)}件以上のメッセージが書かれていて、それより多くは調べません。`,
  gone: 'メッセージはもうありません。',
  cooling: ({ per, ms }) =>
    `${PER[per]}動いてからまだ ${lengthIn(LOCALE, ms)}たっていません。次に動くまで、それだけ間を置きます。`,
  unscheduled: 'このルールにはもう予定がありません。',
  answersToCome: ({ times }) => `これまでの ${times} 回分の回答がまだ終わっていません。`,
  ruleGone: 'このルールはもうありません。',
  removed: 'ルールは削除されました。',
  paused: ({ why }) => `ルールは一時停止中です：${why}`,
  pausedBy: ({ person }) => `${person} さんが一時停止しました。`,
  forgotten: '何についてだったかは忘れました。',
  causeUnreadable: '何がきっかけだったのか、もう読み取れません。',
  authorElsewhere: ({ theirs, here }) =>
    `${platformOf(theirs)} の人の権限で動くルールですが、その人は ${platformOf(here)} にはいません。`,
  authorLeft: 'ルールの作成者はもうここのメンバーではありません。',
  authorNoAdmin:
    'ルールの作成者はもう管理者ではありません。管理者の誰かが削除して、追加し直すことができます。',
  noAccess: ({ channel }) =>
    `アクセスの設定により、ルールの作成者は${placeOf(channel)}で私を使えなくなっています。`,
  lacksRights: ({ rights: lacking, channel }) =>
    `ルールの作成者は${placeOf(channel)}で次のことができません：${allOf(
      LOCALE,
      lacking.map((right) => rights[right]),
    )}。`,

  yes: ({ confidence, why }) => `はい（確信度 ${percentOf(confidence)}%）：${why}`,
  no: ({ why }) => `いいえ：${why}`,
  unsure: ({ needed }) => `必要な確信度 ${percentOf(needed)}% に届きません。`,
  unwanted: '質問への答えは「いいえ」でした。',
  unjudged: ({ why }) => `判断できませんでした：${why}`,
  misshapen: '回答の形が違っていました',
  judgeAway: '今はこれについてモデルに聞くことができませんでした。',

  budgetUsedUp: ({ whose, most, resets, timeZone }) =>
    `${BUDGET[whose]}（${amountOf(most)}）は使い切りました。次に使えるのは ${momentIn(LOCALE, resets, timeZone)} からです。`,
  budgetTooSmall: ({ whose, left, price, resets, timeZone }) =>
    `${BUDGET[whose]}は残り ${amountOf(left)} で、これには約 ${amountOf(price)} かかります。次に戻るのは ${momentIn(LOCALE, resets, timeZone)} です。`,
  tooDear: ({ price, most }) =>
    `これには約 ${price} かかり、誰かの了承が要る \`budgets.askAbove\` の ${most} を超えます。ルールに専用の予算（\`limits.usdPerDay\`）を付けるか、\`askAbove\` を上げてください。`,

  quietHours: '静かにする時間帯が終わるのを待っています。',
  mayBeAnswered: 'まだ誰かが返事をするかもしれません。',
  restarted: '私が再起動されました。',
  interrupted: '途中で中断されました。',
  tried: ({ times, why }) => `${times} 回試しました。${why}`,

  rateLimited: 'プラットフォームから、今は控えめにするよう求められています。',
  tooLate: 'プラットフォームまたはモデルから時間内に応答がありませんでした。',
  mishap: '私の側で問題が起きました。詳しいことは私のログにあります。',
  begunTooOften: '何度か始めましたが、最後まで終わりませんでした。',
  failedInARow: ({ times, why }) => `${times} 回続けて失敗しました。最後は次のとおりです：${why}`,
  nothingToAnswer: '答える相手のメッセージがありません。',
  noSchema: ({ name }) => `スキーマ「${name}」はありません。attache.yaml の「schemas」に追加してください。`,
  noWebhook: ({ name }) => `Webhook「${name}」はありません。attache.yaml の「webhooks」に追加してください。`,
  unconnected: ({ platform }) => `${platformOf(platform)} に接続していません。`,
  whereItPosts: ({ why }) => `投稿先：${why}`,
  whereItReads: ({ why }) => `読み取り先：${why}`,
  unreadable: ({ fault }) => `ルールがもう読み取れません：${fault}`,
  refused: 'モデルが回答を断りました。',
  filtered: '提供元の内容に関する規則により、回答が止められました。',
  lengthUsedUp: 'モデルが最初の言葉の前に出力の上限を使い切りました。',
  brokenOff: '回答が途中で切れました。',

  reacted: ({ emoji }) => `${emoji} でリアクションしました。`,
  posted: '回答を投稿しました。',
  silent: '言うべきことがなかったので、何も投稿しませんでした。',
  hindered: '今は答えられませんでした。',
  failed: '答えられませんでした。',
  stopped: '止められました。',

  notBrokenAnyMore: '知らせる前に、ルールが再開されたか、なくなりました。',
  logTold: 'ログに書きました。',
  authorTold: '作成者に知らせました。',
  authorNotTold: '作成者に知らせることができませんでした。',
};
