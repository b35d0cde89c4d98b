/** What the journal of rules says, in Spanish. */
import { momentIn } from '../../moment.ts';
import { allOf, amountIn, anyOf, lengthIn, type OutcomeWords, percentOf, platformOf } from './words.ts';

const LOCALE = 'es';
const HAPPENINGS = {
  message: 'un mensaje nuevo',
  edit: 'un cambio',
  reaction: 'una reacción',
  unanswered: 'un mensaje que nadie responde',
} as const;
const CONTENTS = {
  image: 'una imagen',
  audio: 'sonido',
  video: 'un vídeo',
  document: 'un documento',
  link: 'un enlace',
  code: 'código',
} as const;
const PER = { channel: ' en este canal', person: ' para esta persona', rule: '' } as const;
const BUDGET = {
  person: 'El presupuesto de quien la hizo',
  channel: 'El presupuesto del canal',
  workspace: 'El presupuesto del espacio de trabajo',
  everyone: 'El presupuesto de todos',
  rule: 'El presupuesto de esta regla',
} as const;
const amountOf = (amount: string | number) => amountIn(LOCALE, amount, (count) => `${count} tokens`);
export const rights = { read: 'leer', write: 'escribir', react: 'reaccionar' } as const;

const placeOf = (channel: string | undefined) =>
  channel === undefined ? 'este canal' : `el canal ${channel}`;

export const outcomes: OutcomeWords = {
  onlyScheduled: 'Solo la activa su horario.',
  directMessage: 'Las reglas nunca ven los mensajes directos.',
  otherWorkspace: 'No vigila este espacio de trabajo.',
  otherChannel: 'No vigila este canal.',
  groupMessage: 'Solo vigila los mensajes de grupo que `where.channels` nombra.',
  notInThread: 'Solo vigila hilos, y esto no está en ninguno.',
  inThread: 'No vigila hilos.',
  otherReactor: 'Solo la activan las reacciones de ciertas personas.',
  ownMessage: 'Las reglas nunca ven lo que he escrito yo.',
  otherBot: 'Lo escribió otro bot, y la regla no lo nombra en `where.bots`.',
  otherAuthor: 'Vigila lo que escriben ciertas personas, y esto es de otra.',
  otherWords: 'Su patrón no aparece en el mensaje.',
  otherHappening: ({ on, happened }) => `La activa ${HAPPENINGS[on]}, y esto es ${HAPPENINGS[happened]}.`,
  otherPlatform: ({ platforms }) => `Solo vigila ${allOf(LOCALE, platforms.map(platformOf))}.`,
  otherEmoji: ({ emoji }) => `La activa ${anyOf(LOCALE, emoji)}.`,
  otherContents: ({ has }) =>
    `Es para mensajes con ${anyOf(
      LOCALE,
      has.map((kind) => CONTENTS[kind]),
    )}.`,

  asked: 'Ese mensaje me preguntaba a mí, y lo respondo yo.',
  repeated: 'Un bot repite lo que yo había publicado.',
  circle: ({ times, ms }) =>
    `Aquí los bots han activado reglas ${times} veces en ${lengthIn(LOCALE, ms)}: podría ser un círculo.`,
  inQuietHours: 'Llegó en las horas de silencio.',
  againInQuietHours: 'Llegó en las horas de silencio y vuelve a llegar antes de que acaben.',
  edited: ({ why }) => `El mensaje se editó y ya no la activa: ${why}`,
  editedAgain: 'El mensaje se editó otra vez, y se mira lo que dice ahora.',
  disconnected: 'Ya no estoy conectado donde ocurrió.',
  answered: 'Alguien ya lo ha respondido.',
  unanswered: ({ ms }) => `Nadie había respondido en ${lengthIn(LOCALE, ms)}.`,
  tooMuchSaid: ({ messages }) =>
    `Puede que ya tenga respuesta: desde entonces se han escrito al menos ${messages.toLocaleString(LOCALE)} mensajes, y no reviso más.`,
  gone: 'El mensaje ya no está.',
  cooling: ({ per, ms }) =>
    `Había actuado${PER[per]} hacía menos de ${lengthIn(LOCALE, ms)}, y espera ese tiempo entre una vez y otra.`,
  unscheduled: 'La regla ya no tiene horario.',
  answersToCome: ({ times }) => `Faltan todavía las respuestas de las últimas ${times} veces.`,
  ruleGone: 'La regla ya no existe.',
  removed: 'La regla se quitó.',
  paused: ({ why }) => `La regla está en pausa: ${why}`,
  pausedBy: ({ person }) => `${person} la ha puesto en pausa.`,
  forgotten: 'He olvidado de qué se trataba.',
  causeUnreadable: 'Ya no se puede leer lo que la activó.',
  authorElsewhere: ({ theirs, here }) =>
    `Actúa con los permisos de alguien de ${platformOf(theirs)}, que no existe en ${platformOf(here)}.`,
  authorLeft: 'Quien la hizo ya no es miembro aquí.',
  authorNoAdmin:
    'Quien la hizo ya no es administrador: uno de los administradores puede quitarla y volver a añadirla.',
  noAccess: ({ channel }) =>
    `Las listas de acceso ya no dejan que quien la hizo me use en ${placeOf(channel)}.`,
  lacksRights: ({ rights: lacking, channel }) =>
    `Quien la hizo no puede ${anyOf(
      LOCALE,
      lacking.map((right) => rights[right]),
    )} en ${placeOf(channel)}.`,

  yes: ({ confidence, why }) => `Sí, con una certeza del ${percentOf(confidence)} %: ${why}`,
  no: ({ why }) => `No: ${why}`,
  unsure: ({ needed }) => `No llega a la certeza del ${percentOf(needed)} % que hace falta.`,
  unwanted: 'La respuesta a su pregunta fue no.',
  unjudged: ({ why }) => `no se pudo juzgar: ${why}`,
  misshapen: 'la respuesta tenía otra forma',
  judgeAway: 'De momento no se pudo preguntar al modelo sobre esto.',

  budgetUsedUp: ({ whose, most, resets, timeZone }) =>
    `${BUDGET[whose]} (${amountOf(most)}) está agotado. Se renueva: ${momentIn(LOCALE, resets, timeZone)}.`,
  budgetTooSmall: ({ whose, left, price, resets, timeZone }) =>
    `${BUDGET[whose]} no alcanza: quedan ${amountOf(left)} y esto costaría alrededor de ${amountOf(price)}. Se renueva: ${momentIn(LOCALE, resets, timeZone)}.`,
  tooDear: ({ price, most }) =>
    `Esto costaría alrededor de ${price}, más que los ${most} de \`budgets.askAbove\` a partir de los cuales alguien debe aceptar el precio. Dale a la regla un presupuesto propio (\`limits.usdPerDay\`) o sube \`askAbove\`.`,

  quietHours: 'Espera a que acaben las horas de silencio.',
  mayBeAnswered: 'Todavía puede que alguien responda.',
  restarted: 'Me reiniciaron.',
  interrupted: 'Me interrumpieron.',
  tried: ({ times, why }) => `Lo intenté ${times} veces. ${why}`,

  rateLimited: 'La plataforma quiere que de momento haga menos.',
  tooLate: 'La plataforma o el modelo no respondió a tiempo.',
  mishap: 'Algo falló por mi parte; los detalles están en mi registro.',
  begunTooOften: 'Se empezó varias veces y nunca llegó al final.',
  failedInARow: ({ times, why }) => `Falló ${times} veces seguidas, la última así: ${why}`,
  nothingToAnswer: 'No hay ningún mensaje al que pueda responder.',
  noSchema: ({ name }) => `No hay ningún esquema «${name}». Añádelo en attache.yaml, en «schemas».`,
  noWebhook: ({ name }) => `No hay ningún webhook «${name}». Añádelo en attache.yaml, en «webhooks».`,
  unconnected: ({ platform }) => `No estoy conectado a ${platformOf(platform)}.`,
  whereItPosts: ({ why }) => `Donde publica: ${why}`,
  whereItReads: ({ why }) => `Donde lee: ${why}`,
  unreadable: ({ fault }) => `Ya no se puede leer: ${fault}`,
  refused: 'El modelo no quiso responder.',
  filtered: 'Las reglas de contenido del proveedor detuvieron la respuesta.',
  lengthUsedUp: 'El modelo gastó todo su límite de salida antes de la primera palabra.',
  brokenOff: 'La respuesta se cortó.',

  reacted: ({ emoji }) => `Reaccioné con ${emoji}.`,
  posted: 'La respuesta está publicada.',
  silent: 'No había nada que decir, y no se publicó nada.',
  hindered: 'De momento no se pudo responder.',
  failed: 'No se pudo responder.',
  stopped: 'Se detuvo.',

  notBrokenAnyMore: 'Se reanudó, o se quitó, antes de que nadie lo supiera.',
  logTold: 'Quedó en el registro.',
  authorTold: 'Se avisó a quien la hizo.',
  authorNotTold: 'No se pudo avisar a quien la hizo.',
};
