/** Spanish. */
import type { Words } from './words.ts';

const WHERE = { me: 'para ti', channel: 'en este canal' } as const;
const WHEN = { today: 'hoy', month: 'este mes' } as const;

export const es: Words = {
  commands: {
    ask: 'Hacer una pregunta, con archivos si quieres',
    model: 'Ver o elegir qué modelo responde',
    effort: 'Ver o elegir cuánto piensa el modelo antes de responder',
    stop: 'Detener las respuestas para ti que se están escribiendo aquí',
    forget: 'Olvidar esta conversación, o todo sobre ti',
    usage: 'Ver lo que han gastado y costado tus preguntas',
    help: 'Qué sé hacer y cómo preguntarme',
  },
  options: {
    question: { name: 'pregunta', description: 'Lo que quieres saber' },
    file: { name: 'archivo', description: 'Una imagen, una grabación, un vídeo o un documento' },
    effort: { name: 'esfuerzo', description: 'Cuánto pensar antes de responder' },
    model: { name: 'modelo', description: 'Quién responde' },
    private: { name: 'privado', description: 'Solo tú ves la respuesta' },
    for: { name: 'para', description: 'Para ti, o para todo este canal' },
    what: { name: 'qué', description: 'Qué olvidar' },
    period: { name: 'periodo', description: 'Desde cuándo' },
  },
  choices: {
    me: 'yo',
    channel: 'este canal',
    conversation: 'esta conversación',
    everything: 'todo sobre mí',
    today: 'hoy',
    month: 'este mes',
    usual: 'lo habitual',
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
      '**Elige** con `/model` y `/effort` (none · low · medium · high · xhigh), o empieza un mensaje con `effort:high` o `model:…`.',
      '**Mientras respondo** puedes editar tu pregunta y respondo a la nueva; bórrala o pulsa Detener y paro.',
      '`/usage` dice lo que cuestan tus preguntas. `/forget` me hace olvidar. `/stop` detiene las respuestas para ti aquí.',
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
      'Olvidado: tus ajustes, tus preguntas y mis respuestas. Los mensajes del propio chat se quedan. Lo que oí y vi en los archivos se guarda por su contenido y no por persona: desaparece cuando nadie ha preguntado por ellos en treinta días.',
    noUsage: (period) => `No me has preguntado nada ${WHEN[period]}.`,
    usage: (period, lines) => `Lo que han gastado tus preguntas ${WHEN[period]}:\n${lines}`,
    usageLine: ({ model, answers, input, output, price }) =>
      `- **${model}**: respuestas ${answers}, tokens ${input} de entrada y ${output} de salida, ${price}`,
    usageTotal: (answers, price) => `En total: respuestas ${answers}, ${price}`,
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
  },
};
