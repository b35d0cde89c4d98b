/** What `/watch` answers, in Japanese. */
import { outcomes, rights } from '../outcome/ja.ts';
import { tellerOf } from '../outcome/words.ts';
import type { WatchWords } from './words.ts';

export const watch: WatchWords = {
  noRules: 'ここで見守っているルールはまだありません。',
  rules: 'ここで見守っているルール：',
  outcome: tellerOf(outcomes),
  where: (channels) => `場所：${channels}`,
  here: 'このチャンネル',
  everywhere: 'すべての場所',
  madeBy: (source) => `作成：${source}`,
  paused: (why) => `一時停止中：${why}`,
  broken: (why) => `問題が起きたため一時停止中：${why}`,
  toAuthor: (name, why, resume) =>
    `ルール ${name} が動かなくなったため、一時停止しました。${why} 直したら、${resume} で再開できます。`,
  lastDay: (runs, acted, price) => `過去24時間：検知 ${runs} 回、実行 ${acted} 回、${price}`,
  readyMade: '`/watch add 名前` でここに追加できる、用意済みのルール：',
  howToAdd:
    'どのルールかを書いてください。用意済みのものは `/watch add 名前`、自分で作るものは `/watch add 名前: {when: {on: message, matches: 請求書}, then: {react: 👀}}` です。コードブロックに複数行で書いてもかまいません。',
  whichRule: (known) => `どのルールかを書いてください。次のルールがあります：${known}`,
  unknownRule: (name, known) => `ここに ${name} というルールはありません。次のルールがあります：${known}`,
  unknownAction: (action, known) => `「${action}」は分かりません。次のどれかです：${known}`,
  notInDirectMessages: 'ルールはチャンネルを見守るものなので、チャンネルの中で使ってください。',
  badName: (name) => `${name} はルールの名前にできません。使えるのは英数字と「-」「_」で、64文字までです。`,
  taken: (name) => `${name} というルールはもうあります。先に削除するか、別の名前にしてください。`,
  notRead: (fault) => `このルールは読み取れません：${fault}`,
  faults: (name, faults) => `${name} は追加しませんでした。直すところがあります：\n${faults}`,
  lacks: (rights, channel) =>
    `ルールは追加した人の権限で動きますが、あなたは${channel}で次のことができません：${rights}`,
  rights,
  deeds: {
    answers: (where) => `モデルの言葉で${where}答えます`,
    says: (where) => `決まった文を${where}投稿します`,
    reacts: (emoji) => `${emoji} でリアクションします`,
    to: {
      reply: '返信として',
      thread: 'スレッドで',
      author: '書いた人へのダイレクトメッセージで',
      channel: (channel) => `${channel} に`,
      person: (person) => `${person} へのダイレクトメッセージで`,
      webhook: (name) => `Webhook「${name}」に`,
    },
  },
  added: (name, deeds, where) =>
    `${name} を追加しました。これから${where}を見守り、${deeds}。\`/watch test\` で、これまでなら何をしたかが分かります。`,
  nowPaused: (name) => `${name} を一時停止しました。再開するまで何もしません。`,
  alreadyPaused: (name, why) => `${name} はもう一時停止中です：${why}`,
  resumed: (name) => `${name} を再開しました。`,
  notPaused: (name) => `${name} は一時停止していません。`,
  removed: (name) => `${name} を削除しました。`,
  notRemovable: (name) =>
    `${name} は attache.yaml にあり、私を運用している人がそこで削除できます。それまでは \`/watch pause\` で止められます。`,
  test: {
    title: (name, messages) =>
      `${name} を、ここの最近のメッセージ ${messages} 件で試しました。投稿はしていません。`,
    nothingSaid: 'ここには試せるメッセージがないか、私には読めません。',
    passed: (passed, all) => `${all} 件中 ${passed} 件が、モデルを使わない確認を通ります。`,
    commonMiss: (miss, times) => `${times} 件：${miss}`,
    asked: (messages, price) => `${messages} 件について質問し、${price} かかりました。`,
    onlyLatest: (messages) => `そのうち最新の ${messages} 件を調べました。`,
    notAsked: (why) => `質問できませんでした：${why}`,
    yes: (confidence, why) => `はい（${confidence}）：${why}`,
    no: (confidence, why) => `いいえ（${confidence}）：${why}`,
    would: (times, deeds) => `${times} 回：${deeds}（待ち時間などの制限は含みません）。`,
    wouldNot: '何もしません。',
    expected: (price) => `1回の回答はおよそ ${price} の見込みです。`,
    schedule: (times) => `次の予定：${times}`,
    ifReacted: (emoji) => `すべてのメッセージに ${emoji} が付いたものとして試しています。`,
    ifUnanswered: 'どのメッセージにもまだ返事がないものとして試しています。',
    andMore: (count) => `… ほか ${count} 件`,
  },
  why: {
    whichMessage: 'どのメッセージかを、リンクかここでのIDで書いてください。',
    notFound: 'そのメッセージは見つかりません。もうないか、私には読めません。',
    notReadable: 'そのメッセージはあなたには読めないので、何もお伝えできません。',
    title: (author, time, words) => `${author}、${time}：「${words}」`,
    states: {
      waiting: '待機中',
      judging: '判断中',
      asking: '回答中',
      acted: '実行しました',
      declined: '実行しませんでした',
      failed: '失敗しました',
      cancelled: '取り消されました',
    },
    due: (time) => `予定 ${time}`,
    confidence: (share) => `確信度 ${share}`,
    notSetOff: (miss) => `検知なし：${miss}`,
    wouldBe: 'そのときは検知していません。今の確認内容なら検知します。',
    noRules: 'そこを見守っているルールはほかにありません。',
  },
};
