/** What `/watch` answers, in Spanish. */
import { outcomes, rights } from '../outcome/es.ts';
import { tellerOf } from '../outcome/words.ts';
import type { WatchWords } from './words.ts';

const vecesDe = (count: string) => `${count} ${count === '1' ? 'vez' : 'veces'}`;

export const watch: WatchWords = {
  noRules: 'Aquí todavía no vigila ninguna regla.',
  rules: 'Reglas que vigilan aquí:',
  outcome: tellerOf(outcomes),
  where: (channels) => `en ${channels}`,
  here: 'este canal',
  everywhere: 'en todas partes',
  madeBy: (source) => `de ${source}`,
  paused: (why) => `en pausa: ${why}`,
  broken: (why) => `en pausa porque algo falló: ${why}`,
  toAuthor: (name, why, resume) =>
    `He puesto en pausa la regla ${name}, porque ya no funciona. ${why} Cuando esté arreglado, ${resume} la reanuda.`,
  lastDay: (runs, acted, price) =>
    `últimas 24 horas: activada ${vecesDe(runs)}, actuó ${vecesDe(acted)}, ${price}`,
  readyMade: 'Reglas ya hechas que se pueden añadir aquí con `/watch add NOMBRE`:',
  howToAdd:
    'Di qué regla: una ya hecha con `/watch add NOMBRE`, o una tuya con `/watch add NOMBRE: {when: {on: message, matches: factura}, then: {react: 👀}}`. Puede estar en un bloque de código, en varias líneas.',
  whichRule: (known) => `Di qué regla. Hay: ${known}.`,
  unknownRule: (name, known) => `Aquí no hay ninguna regla ${name}. Hay: ${known}.`,
  unknownAction: (action, known) => `No conozco «${action}». Puede ser ${known}.`,
  notInDirectMessages: 'Las reglas vigilan canales, así que dilo en uno de ellos.',
  badName: (name) =>
    `${name} no puede ser el nombre de una regla: un nombre tiene letras, cifras, «-» y «_», 64 como mucho.`,
  taken: (name) => `Ya hay una regla ${name}. Quítala primero o elige otro nombre.`,
  notRead: (fault) => `No puedo leer esa regla: ${fault}`,
  faults: (name, faults) => `No he añadido ${name}, porque algo no está bien:\n${faults}`,
  lacks: (rights, channel) =>
    `Una regla actúa con los permisos de quien la añade, y en ${channel} no puedes ${rights}.`,
  rights,
  deeds: {
    answers: (where) => `responde con las palabras de un modelo ${where}`,
    says: (where) => `dice su texto ${where}`,
    reacts: (emoji) => `reacciona con ${emoji}`,
    to: {
      reply: 'en una respuesta',
      thread: 'en un hilo',
      author: 'en un mensaje directo a quien lo escribió',
      channel: (channel) => `en ${channel}`,
      person: (person) => `en un mensaje directo a ${person}`,
      webhook: (name) => `al webhook ${name}`,
    },
  },
  added: (name, deeds, where) =>
    `Añadida ${name}: desde ahora vigila ${where} y ${deeds}. \`/watch test\` muestra lo que habría hecho.`,
  nowPaused: (name) => `${name} está en pausa: no hace nada hasta que se reanude.`,
  alreadyPaused: (name, why) => `${name} ya está en pausa: ${why}`,
  resumed: (name) => `${name} se ha reanudado.`,
  notPaused: (name) => `${name} no está en pausa.`,
  removed: (name) => `${name} se ha quitado.`,
  notRemovable: (name) =>
    `${name} está en attache.yaml: quien me gestiona puede quitarla ahí. Hasta entonces, \`/watch pause\` la detiene.`,
  test: {
    title: (name, messages) =>
      `${name}, probada con los últimos ${messages} mensajes de aquí. No se ha publicado nada.`,
    nothingSaid: 'Aquí no hay nada con que probarla, o no puedo leerlo.',
    passed: (passed, all) => `${passed} de ${all} mensajes pasan las comprobaciones sin modelo.`,
    commonMiss: (miss, times) => `${vecesDe(times)}: ${miss}`,
    asked: (messages, price) => `He hecho la pregunta sobre ${messages} mensajes, lo que costó ${price}.`,
    onlyLatest: (messages) => `He mirado los últimos ${messages} de ellos.`,
    notAsked: (why) => `La pregunta no se pudo hacer: ${why}`,
    yes: (confidence, why) => `sí (${confidence}): ${why}`,
    no: (confidence, why) => `no (${confidence}): ${why}`,
    would: (times, deeds) => `Actuaría ${vecesDe(times)}, sin contar esperas y otros límites: ${deeds}.`,
    wouldNot: 'No haría nada.',
    expected: (price) => `Se espera que cada respuesta cueste unos ${price}.`,
    schedule: (times) => `Próximas veces: ${times}.`,
    ifReacted: (emoji) => `Es como si alguien hubiera reaccionado a cada uno con ${emoji}.`,
    ifUnanswered: 'Es como si nadie hubiera respondido a ninguno.',
    andMore: (count) => `… y ${count} más.`,
  },
  why: {
    whichMessage: 'Di qué mensaje: su enlace, o su id aquí.',
    notFound: 'No encuentro ese mensaje: ya no está, o no puedo leerlo.',
    notReadable: 'No puedes leer ese mensaje, así que no digo nada de él.',
    title: (author, time, words) => `${author}, ${time}: «${words}»`,
    states: {
      waiting: 'espera',
      judging: 'se está decidiendo',
      asking: 'se está respondiendo',
      acted: 'actuó',
      declined: 'no actuó',
      failed: 'falló',
      cancelled: 'se canceló',
    },
    due: (time) => `prevista ${time}`,
    confidence: (share) => `certeza ${share}`,
    notSetOff: (miss) => `no se activó: ${miss}`,
    wouldBe: 'no se activó entonces; según sus comprobaciones de ahora, se activaría.',
    noRules: 'Ninguna otra regla vigila ahí.',
  },
};
