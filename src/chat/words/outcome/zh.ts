/** What the journal of rules says, in Chinese. */
import { momentIn } from '../../moment.ts';
import { allOf, amountIn, anyOf, lengthIn, type OutcomeWords, percentOf, platformOf } from './words.ts';

const LOCALE = 'zh';
const HAPPENINGS = {
  message: '新消息',
  edit: '编辑',
  reaction: '表情回应',
  unanswered: '无人回答的消息',
} as const;
const CONTENTS = {
  image: '图片',
  audio: '声音',
  video: '视频',
  document: '文档',
  link: '链接',
  code: '代码',
} as const;
const PER = { channel: '在此频道', person: '对此人', rule: '' } as const;
const BUDGET = {
  person: '它的创建者的预算',
  channel: '频道的预算',
  workspace: '工作区的预算',
  everyone: '所有人的预算',
  rule: '这条规则的预算',
} as const;
const amountOf = (amount: string | number) => amountIn(LOCALE, amount, (count) => `${count} 词元`);
export const rights = { read: '阅读', write: '发言', react: '添加表情回应' } as const;

const placeOf = (channel: string | undefined) => (channel === undefined ? '此频道' : `频道 ${channel} `);

export const outcomes: OutcomeWords = {
  onlyScheduled: '它只由时间表触发。',
  directMessage: '规则从不看私信。',
  otherWorkspace: '它不关注这个工作区。',
  otherChannel: '它不关注此频道。',
  groupMessage: '群组消息只有写在 `where.channels` 里的，它才关注。',
  notInThread: '它只关注讨论串，而这不在讨论串里。',
  inThread: '它不关注讨论串。',
  otherReactor: '只有特定的人的表情回应会触发它。',
  ownMessage: '规则从不看我自己写的内容。',
  otherBot: '这是另一个机器人写的，而规则没有在 `where.bots` 里写上它。',
  otherAuthor: '它关注特定的人写的内容，而这是别人写的。',
  otherWords: '消息不符合它的模式。',
  otherHappening: ({ on, happened }) => `它由${HAPPENINGS[on]}触发，而这是${HAPPENINGS[happened]}。`,
  otherPlatform: ({ platforms }) => `它只关注 ${allOf(LOCALE, platforms.map(platformOf))}。`,
  otherEmoji: ({ emoji }) => `它由 ${anyOf(LOCALE, emoji)} 触发。`,
  otherContents: ({ has }) =>
    `它针对带有${anyOf(
      LOCALE,
      has.map((kind) => CONTENTS[kind]),
    )}的消息。`,

  asked: '这条消息问的是我，由我直接回答。',
  repeated: '一个机器人在重复我发过的内容。',
  circle: ({ times, ms }) => `机器人在${lengthIn(LOCALE, ms)}内在这里触发了 ${times} 次规则，可能是在循环。`,
  inQuietHours: '它发生在安静时段。',
  againInQuietHours: '它发生在安静时段，而且在结束之前还会再来。',
  edited: ({ why }) => `消息已被编辑，不再触发它：${why}`,
  editedAgain: '消息又被编辑了，以新的内容为准。',
  disconnected: '我已不再连接到事情发生的地方。',
  answered: '已经有人回答了。',
  unanswered: ({ ms }) => `过了${lengthIn(LOCALE, ms)}还没有人回答。`,
  tooMuchSaid: ({ messages }) =>
    `它可能已经有人回答：此后至少有 ${messages.toLocaleString(LOCALE)} 条消息，再多我就不查看了。`,
  gone: '消息已不在。',
  cooling: ({ per, ms }) => `它不到${lengthIn(LOCALE, ms)}之前刚${PER[per]}执行过，两次之间要等这么久。`,
  unscheduled: '这条规则已没有时间表。',
  answersToCome: ({ times }) => `最近 ${times} 次的回答还没有完成。`,
  ruleGone: '这条规则已不在。',
  removed: '规则已被删除。',
  paused: ({ why }) => `规则已暂停：${why}`,
  pausedBy: ({ person }) => `${person} 暂停了它。`,
  forgotten: '与它有关的内容已被忘记。',
  causeUnreadable: '触发它的内容已无法读取。',
  authorElsewhere: ({ theirs, here }) =>
    `它以 ${platformOf(theirs)} 上某人的权限行事，而此人在 ${platformOf(here)} 上并不存在。`,
  authorLeft: '它的创建者已不是这里的成员。',
  authorNoAdmin: '它的创建者已不是管理员：其他管理员可以删除它，再重新添加。',
  noAccess: ({ channel }) => `按照访问名单，它的创建者已不能在${placeOf(channel)}使用我。`,
  lacksRights: ({ rights: lacking, channel }) =>
    `它的创建者在${placeOf(channel)}不能${anyOf(
      LOCALE,
      lacking.map((right) => rights[right]),
    )}。`,

  yes: ({ confidence, why }) => `是，把握 ${percentOf(confidence)}%：${why}`,
  no: ({ why }) => `否：${why}`,
  unsure: ({ needed }) => `没有达到所需的 ${percentOf(needed)}% 把握。`,
  unwanted: '对它的问题的回答是“否”。',
  unjudged: ({ why }) => `无法判断：${why}`,
  misshapen: '回答的格式不对',
  judgeAway: '目前无法就此询问模型。',

  budgetUsedUp: ({ whose, most, resets, timeZone }) =>
    `${BUDGET[whose]}（${amountOf(most)}）已用完，到 ${momentIn(LOCALE, resets, timeZone)} 恢复。`,
  budgetTooSmall: ({ whose, left, price, resets, timeZone }) =>
    `${BUDGET[whose]}还剩 ${amountOf(left)}，而这大约要花 ${amountOf(price)}。到 ${momentIn(LOCALE, resets, timeZone)} 恢复。`,
  tooDear: ({ price, most }) =>
    `这大约要花 ${price}，超过了 \`budgets.askAbove\` 的 ${most}，需要有人同意这个价格。请给规则设一个自己的预算（\`limits.usdPerDay\`），或调高 \`askAbove\`。`,

  quietHours: '它在等安静时段结束。',
  mayBeAnswered: '也许还会有人回答。',
  restarted: '我被重新启动了。',
  interrupted: '我被中断了。',
  tried: ({ times, why }) => `我试了 ${times} 次。${why}`,

  rateLimited: '平台要求我目前少做一些。',
  tooLate: '平台或模型没有及时回应。',
  mishap: '我这边出了问题，详情在我的日志里。',
  begunTooOften: '它开始过好几次，但从未完成。',
  failedInARow: ({ times, why }) => `它连续 ${times} 次出错，最近一次是：${why}`,
  nothingToAnswer: '没有它可以回答的消息。',
  noSchema: ({ name }) => `没有结构“${name}”。请在 attache.yaml 的“schemas”下添加。`,
  noWebhook: ({ name }) => `没有 Webhook“${name}”。请在 attache.yaml 的“webhooks”下添加。`,
  unconnected: ({ platform }) => `我没有连接到 ${platformOf(platform)}。`,
  whereItPosts: ({ why }) => `在它发布的地方：${why}`,
  whereItReads: ({ why }) => `在它阅读的地方：${why}`,
  unreadable: ({ fault }) => `它已无法读取：${fault}`,
  refused: '模型不愿回答。',
  filtered: '提供方的内容规则拦下了回答。',
  lengthUsedUp: '模型在写出第一个字之前就用完了输出上限。',
  brokenOff: '回答中断了。',

  reacted: ({ emoji }) => `我用 ${emoji} 作了回应。`,
  posted: '回答已发布。',
  silent: '没有什么可说的，所以没有发布任何内容。',
  hindered: '目前无法回答。',
  failed: '无法回答。',
  stopped: '它被停止了。',

  notBrokenAnyMore: '在通知任何人之前，它已恢复或已不在。',
  logTold: '已写入日志。',
  authorTold: '已通知它的创建者。',
  authorNotTold: '没能通知它的创建者。',
};
