/** Spanish. */
import { watch } from './watch/es.ts';
import type { Words } from './words.ts';

const WHERE = { me: 'para ti', channel: 'en este canal' } as const;
const BUDGET = {
  person: 'Tu presupuesto',
  channel: 'El presupuesto de este canal',
  workspace: 'El presupuesto de este espacio de trabajo',
  everyone: 'El presupuesto de todos',
  rule: 'El presupuesto de esta regla',
} as const;
const WHEN = { today: 'hoy', month: 'este mes' } as const;

const messagesOf = (count: string) => `${count} ${count === '1' ? 'mensaje' : 'mensajes'}`;

export const es: Words = {
  commands: {
    ask: 'Hacer una pregunta, con archivos si quieres',
    model: 'Ver o elegir qué modelo responde',
    effort: 'Ver o elegir cuánto piensa el modelo antes de responder',
    stop: 'Detener las respuestas para ti que se están escribiendo aquí',
    forget: 'Olvidar esta conversación, o todo sobre ti',
    compare: 'Preguntar lo mismo a dos modelos o con dos esfuerzos y ver la diferencia',
    extract: 'Convertir textos, imágenes o documentos en datos con una forma dada',
    catchup: 'Resumir lo que se dijo aquí mientras no estabas',
    usage: 'Ver lo que han gastado y costado tus preguntas',
    watch: 'Dejarme vigilar canales según reglas (administradores)',
    help: 'Qué sé hacer y cómo preguntarme',
  },
  options: {
    question: { name: 'pregunta', description: 'Lo que quieres saber' },
    file: { name: 'archivo', description: 'Una imagen, una grabación, un vídeo o un documento' },
    effort: { name: 'esfuerzo', description: 'Cuánto pensar antes de responder' },
    model: { name: 'modelo', description: 'Quién responde' },
    best: { name: 'intentos', description: 'Probar tantas veces y quedarse con la mejor respuesta' },
    a: { name: 'a', description: 'El primer modelo o esfuerzo, o los dos: gpt-5.5/high' },
    b: { name: 'b', description: 'El segundo modelo o esfuerzo, o los dos' },
    schema: { name: 'esquema', description: 'El nombre de un esquema, o un JSON Schema' },
    since: { name: 'desde', description: 'Hasta dónde volver atrás: 2h, yesterday, 2026-11-20' },
    last: { name: 'últimos', description: 'Cuántos mensajes, empezando por el más reciente' },
    private: { name: 'privado', description: 'Solo tú ves la respuesta' },
    for: { name: 'para', description: 'Para ti, o para todo este canal' },
    what: { name: 'qué', description: 'Qué olvidar' },
    period: { name: 'periodo', description: 'Desde cuándo' },
    do: { name: 'hacer', description: 'Qué hacer' },
    rule: { name: 'regla', description: 'La regla, o un mensaje para «por qué»' },
  },
  choices: {
    me: 'yo',
    channel: 'este canal',
    conversation: 'esta conversación',
    everything: 'todo sobre mí',
    today: 'hoy',
    month: 'este mes',
    everybody: 'todos este mes (administradores)',
    csv: 'todos, en una tabla (administradores)',
    list: 'ver las reglas',
    add: 'añadir una regla',
    test: 'probar una regla sin publicar',
    pause: 'pausar una regla',
    resume: 'reanudar una regla',
    remove: 'quitar una regla',
    why: 'por qué pasó algo',
    usual: 'lo habitual',
  },
  why: {
    simple: 'una pregunta sencilla',
    ordinary: 'una pregunta normal',
    code: 'se trata de código',
    reasoning: 'hay que pensarlo bien',
    careful: 'pediste cuidado',
    long: 'hay mucho que leer',
    media: 'hay algo que mirar',
    saving: 'para ahorrar presupuesto',
  },
  menus: { ask: 'Preguntar sobre este mensaje', transcribe: 'Transcribir', describe: 'Describir' },
  form: {
    title: 'Sobre este mensaje',
    question: '¿Qué quieres saber?',
    send: 'Preguntar',
    cancel: 'Cancelar',
  },
  actions: {
    stop: 'Detener',
    regenerate: 'Responder de nuevo',
    harder: (effort) => `Pensarlo más (${effort})`,
    reasoning: 'Ver el razonamiento',
    sources: 'Fuentes',
    files: 'Archivos',
    saw: 'Mostrar lo que viste',
    agree: 'Adelante',
    decline: 'Déjalo',
  },
  prompts: [
    {
      title: 'Resumir una grabación',
      message: 'Te voy a enviar una grabación. Resume lo que se dice, con los tiempos.',
    },
    {
      title: 'Explicar una captura',
      message: 'Te voy a enviar una captura de pantalla. Dime qué muestra y qué hay que hacer.',
    },
    {
      title: 'Leer un documento',
      message: 'Te voy a enviar un documento. Enumera lo importante que contiene.',
    },
    { title: '¿Qué sabes hacer?', message: '¿Qué sabes hacer?' },
  ],
  home: {
    greeting:
      '¡Hola! Mencióname en un canal o escríbeme aquí, con imágenes, grabaciones, vídeos o documentos.',
    settings: 'Tus ajustes',
    usage: 'Lo que has gastado este mes',
    model: 'Quién te responde',
    effort: 'Cuánto pienso para ti',
  },
  said: {
    help: [
      '**Pregúntame** mencionándome, respondiendo a uno de mis mensajes, en un mensaje directo o con `/ask`. Añade imágenes, grabaciones, vídeos o documentos.',
      '**Sobre un mensaje**: abre su menú y elige «Preguntar sobre este mensaje», «Transcribir» o «Describir».',
      '**Elige** con `/model` y `/effort` (auto · none · low · medium · high · xhigh · max), o empieza un mensaje con `effort:high` o `model:…`.',
      '**Más**: `/compare` compara dos modelos o esfuerzos, `/extract` saca datos, `/catchup` te pone al día de un canal; `best:3` se queda con el mejor de tres intentos.',
      '**Mientras respondo** puedes editar tu pregunta y respondo a la nueva; bórrala o pulsa Detener y paro.',
      '`/usage` dice lo que cuestan tus preguntas. `/forget` me hace olvidar. `/stop` detiene las respuestas para ti aquí.',
      '`/watch` me deja vigilar canales según reglas (administradores); `/watch why ENLACE` dice qué hicieron con un mensaje.',
    ].join('\n'),
    modelIs: (model) => `Aquí te responde **${model}**.`,
    effortIs: (effort) => `Aquí pienso para ti con esfuerzo **${effort}**.`,
    modelSet: (model, where) => `A partir de ahora responde **${model}** ${WHERE[where]}.`,
    effortSet: (effort, where) => `A partir de ahora pienso con esfuerzo **${effort}** ${WHERE[where]}.`,
    unset: (where) => `Vuelve a valer lo habitual ${WHERE[where]}.`,
    unknownModel: (model, known) => `No conozco el modelo «${model}». Puede ser: ${known}.`,
    unknownEffort: (effort, known) => `No conozco el esfuerzo «${effort}». Puede ser: ${known}.`,
    stopped: (answers) =>
      answers === 1 ? 'He detenido una respuesta.' : `He detenido ${answers} respuestas.`,
    nothingRuns: 'Aquí no se está escribiendo ninguna respuesta para ti.',
    forgotConversation: 'Olvidado. Ya no leo lo que nadie dijo aquí hasta ahora.',
    forgotMine:
      'Olvidado. Ya no leo lo que dijiste aquí hasta ahora ni lo que te respondí. Lo que dijeron otros es suyo; olvido el canal entero cuando lo piden quienes cuidan de mí.',
    forgotEverything:
      'Olvidado: tus ajustes, tus preguntas y mis respuestas, y las copias de tus archivos con lo que vi y oí en ellos. Los mensajes del propio chat se quedan. Lo que costó queda en las sumas, sin tu nombre.',
    noUsage: (period) => `No me has preguntado nada ${WHEN[period]}.`,
    usage: (period, lines) => `Lo que han gastado tus preguntas ${WHEN[period]}:\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}**: respuestas ${answers}, tokens ${input} de entrada y ${output} de salida, ${price}`,
    usageTotal: (answers, price) => `En total: respuestas ${answers}, ${price}`,
    usageOfRules: (questions, answers, price) =>
      `De ello, las reglas: preguntas ${questions}, respuestas ${answers}, ${price}`,
    usageOfRule: (rule, questions, answers, price) =>
      `- **${rule}**: preguntas ${questions}, respuestas ${answers}, ${price}`,
    onlyAdmins:
      'Lo que vale para todo un canal solo lo cambian quienes cuidan de mí: los administradores de attache.yaml.',
    notYours: (asker) =>
      `Este botón es de ${asker}, que hizo la pregunta. Pregúntame tú y tendrás los tuyos.`,
    stillRuns: 'Esta respuesta todavía se está escribiendo. Inténtalo cuando termine.',
    runsAgain: 'Ya lo estoy respondiendo de nuevo.',
    forgotten:
      'Ya no conozco esta respuesta: guardo treinta días lo que hay tras un botón, salvo que me digan que lo olvide.',
    noReasoning: 'No hay razonamiento que mostrar: el modelo no dio ninguno.',
    noSources: 'Esta respuesta no nombra fuentes.',
    noFiles: 'Esta respuesta no tiene archivos.',
    noSaw: 'Ya no tengo lo que vi para esta respuesta.',
    saw: 'Esto es lo que vi, con los tiempos.',
    sawSome: (shown, all) => `Esto es lo que vi, con los tiempos. Las primeras ${shown} hojas de ${all}.`,
    sources: 'En qué se apoya esta respuesta:',
    files: 'Los archivos de esta respuesta:',
    reasoning: 'Lo que se pensó antes de esta respuesta:',
    reasoningGoesOn: 'Sigue, pero aquí no puedo mostrar más.',
    noQuestion: 'Dime qué quieres saber, por ejemplo así: `/ask effort:high tu pregunta`.',
    aboveIsWhole: '(La respuesta de arriba está completa.)',
    messageGone: 'Ya no puedo leer ese mensaje. Quizá se borró, o no puedo verlo.',
    unknownValue: (option, value, expected) =>
      `«${value}» no sirve para «${option}». Puede ser: ${expected}.`,
    noSchema: (known) =>
      `Dime qué forma deben tener los datos, por ejemplo así: \`/extract schema:name …\`. Conozco: ${known}.`,
    costs: (price) => `Esto costará alrededor de ${price}. ¿Sigo?`,
    declined: 'De acuerdo, lo dejo.',
    agreedAlready: 'Esto ya se aceptó. El resultado está más abajo.',
    budgetUsed: (whose, amount, resets) =>
      `${BUDGET[whose]} (${amount}) está agotado. Se renueva: ${resets}.`,
    budgetTooSmall: (whose, left, price, resets) =>
      `${BUDGET[whose]} no alcanza: quedan ${left} y esto costaría alrededor de ${price}. Se renueva: ${resets}. Quizá baste con una pregunta más corta, un modelo más pequeño o menos esfuerzo.`,
    fellBack: (model, instead, reason) => `Respondió ${model} en lugar de ${instead}. ${reason}`,
    summing: { doing: 'Resumiendo lo que se dijo antes…', done: 'Se resumió lo que se dijo antes' },
    summedUp: (messages) =>
      messages === 1
        ? 'Un mensaje anterior no cabía y se resumió.'
        : `${messages} mensajes anteriores no cabían y se resumieron.`,
    leftOut: (messages) =>
      messages === 1
        ? 'Un mensaje anterior no cabía y se dejó fuera.'
        : `${messages} mensajes anteriores no cabían y se dejaron fuera.`,
    readLast: (messages) => `He leído los últimos ${messages} mensajes de esta conversación.`,
    readingBack: (messages) => `Leyendo lo que se dijo… ${messagesOf(messages)}`,
    readBack: (messages, from) => `He leído ${messagesOf(messages)} desde ${from}`,
    readBackCut: (from) => `Hay más antes de ${from}: hasta ahí he podido leer de una vez.`,
    nothingSaid: 'Aquí no se dijo nada en ese tiempo, o no puedo leerlo.',
    unknownTime: (value) =>
      `No entiendo el tiempo «${value}». Puede ser 30m, 2h, 3d, 1w, today, yesterday o una fecha como 2026-11-20.`,
    notPast: (value) => `«${value}» no está en el pasado, así que no hay nada que leer.`,
    attempt: (number, all) => `Intento ${number} de ${all}`,
    judging: 'Eligiendo el mejor intento',
    bestOf: (kept, all, why) => `Me quedo con el intento ${kept} de ${all}: ${why}`,
    onlyAttempt: (kept, all) => `Solo el intento ${kept} de ${all} llegó al final, así que me quedo con él.`,
    attemptsSame: (all) => `Los ${all} intentos dicen lo mismo.`,
    notJudged: (kept, all) =>
      `No se pudieron valorar los intentos, así que vale el intento ${kept} de ${all}: el primero completo.`,
    compared: {
      difference: 'En qué se diferencian',
      same: 'Las dos respuestas son iguales palabra por palabra.',
      failed: 'De este lado no hubo respuesta',
      alike: (side) => `Los dos lados son iguales: ${side}. Elige dos modelos o esfuerzos distintos.`,
      unlike: 'Las dos están redactadas de forma demasiado distinta para compararlas palabra por palabra.',
      tooLong: 'Las dos son demasiado largas para compararlas palabra por palabra.',
      measures: {
        first: 'Primera palabra',
        all: 'En total',
        input: 'Tokens leídos',
        output: 'Tokens escritos',
        price: 'Precio',
      },
    },
    extracted: (schema) => `Comprobado con el esquema «${schema}».`,
    extractedAgain: 'El primer resultado no se ajustaba al esquema; este es el segundo.',
    notTriedAgain: (price) => `No lo intenté de nuevo: en total habría costado unos ${price}.`,
    notExtracted: (schema, faults) =>
      `No conseguí datos que se ajusten al esquema «${schema}», así que no publico ninguno. Lo que falla en el último intento: ${faults}`,
    everybodysUsage: (period, lines) =>
      `Lo que han gastado las preguntas de todos ${WHEN[period]}:\n${lines}`,
    usageFile: 'Todas las respuestas y todas las preguntas de las reglas, en una tabla.',
    usageLatest: (rows) => `Son las ${rows} filas más recientes; hay más.`,
    usageOnlyAdmins:
      'Lo que han gastado todos solo lo ven quienes cuidan de mí: los administradores de attache.yaml.',
    noUsageAtAll: (period) => `Nadie me ha preguntado nada ${WHEN[period]}.`,
    forgottenPeople: 'personas olvidadas',
    others: (count) => `${count} más`,
    tokens: (count) => `${count} tokens`,
    chartByDay: (when, most, amount, parts) =>
      `Gráfico del gasto de cada día de ${when}; el mayor, el ${most}: ${amount}. Por modelo: ${parts}.`,
    chartByModel: (when, parts) => `Gráfico del gasto por modelo, ${when}: ${parts}.`,
    chartByPerson: (when, parts) => `Gráfico del gasto por persona, ${when}: ${parts}.`,
  },
  watch,
};
