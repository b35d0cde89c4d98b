/**
 * The words that tell what a question is, in the bot's six languages. Data only.
 *
 * A word stands for itself alone; behind a `*` it may go on. Chinese and Japanese put no
 * spaces between words, so theirs are found anywhere. All in lower case, `'` for every apostrophe.
 */

/** What can be heard in words. */
export type Signal = keyof typeof LEXICON;

export const LEXICON = {
  /** Greetings, thanks, goodbyes, praise: what is left when these are taken off is the question. */
  chat: [
    "hi|hey|hello|hiya|howdy|yo|good morning|good evening|good afternoon|good night|morning|how are you doing today|how are you doing|how are you today|how are you|how's it going|what's up|nice to meet you",
    "thanks|thank you|thank u|thx|ty|cheers|much appreciated|great job|good job|well done|good bot|you're the best|you rock|that's great|that's perfect|exactly what i needed|so much|a lot",
    "bye|goodbye|see you|see ya|good luck|have a nice|have a good|have a great|happy birthday|ok|okay|k|cool|nice|great|awesome|perfect|amazing|lovely|excellent|sounds good|makes sense|got it|understood|will do|i'll try that|i will try|yes|yep|yeah|no problem|np|sure|never mind|nevermind|lol|haha*|wow|sorry|love it|well said|agreed|no worries|you're welcome|welcome back|good to know|fair enough|that works|it works|works now|solved",
    "hallo|moin|servus|guten morgen|guten tag|guten abend|gute nacht|wie geht's dir heute|wie geht's dir|wie geht es dir|wie geht's|wie geht es|na|danke*|vielen dank|dank dir|dank euch|herzlichen dank|super|klasse|prima|toll|passt|alles klar|gerne|tschüss|bis morgen|bis bald|schönen feierabend|schönes wochenende|schönen tag|feierabend|verstanden|genau|stimmt so|mach ich|grüß gott",
    'hola|buenos días|buenas tardes|buenas noches|buenas|qué tal|cómo estás|gracias|muchas gracias|mil gracias|genial|perfecto|vale|de acuerdo|estupendo|adiós|hasta luego|hasta mañana|buen fin de semana|entendido|buen trabajo|de nada',
    "bonjour|bonsoir|salut|coucou|ça va|comment vas-tu|comment allez-vous|merci|merci beaucoup|parfait|super|génial|d'accord|c'est parfait|au revoir|à demain|à bientôt|bon week-end|bonne journée|bonne soirée|bonne nuit|compris|bravo|de rien|ça marche",
    'おはよう|こんにちは|こんばんは|お疲れ|ありがと|了解|承知|やってみます|さようなら|また明日|おやすみ|よろしく|すごい|いいね|助かりました|助かる|なるほど|わかりました|分かりました|はじめまして|ごちそうさま|すみません',
    '你好|您好|在吗|早上好|早安|晚安|晚上好|下午好|大家好|谢谢|多谢|感谢|太棒了|太好了|好的|明白|知道了|收到|再见|拜拜|辛苦了|厉害|不错|没问题|没事|哈哈|周末愉快|新年快乐',
  ],
  /** About the bot itself, and jokes. */
  bot: [
    'what can you do|who are you|what are you|who made you|who built you|are you a bot|are you human|are you there|your name|how old are you|dad joke*|tell me a joke|a joke about|another joke',
    'was kannst du|wer bist du|bist du ein bot|wie heißt du|einen witz|witz über',
    'qué puedes hacer|quién eres|cómo te llamas|un chiste',
    'que peux-tu faire|que sais-tu faire|qui es-tu|tu es qui|une blague',
    '何ができます|何ができる|あなたは誰|自己紹介|冗談',
    '你是谁|你能做什么|你会什么|你叫什么|讲个笑话|说个笑话',
  ],
  /** The same words in another form. */
  transform: [
    'translate|translation of|how do you say|how to say|rephrase|reword|rewrite this sentence|rewrite this message|paraphrase|proofread|proof-read|spellcheck|spell check|fix typos|fix the typos|fix the grammar|fix grammar|correct the grammar|correct the spelling|typos|sound friendlier|sound more|make this sound|make it sound|make this more|make this shorter|make it shorter|shorten|in simpler words|simplify this|bullet list|bullet points|bulleted list|alphabetical order|sort these|sort this|sort alphabetically|convert to json|to json|to csv|to yaml|as json|as csv|as a table|markdown table|table out of|uppercase|lowercase|capitalize|title case|in french|in german|in spanish|into english|into german|into french|into spanish|to english|to german|to french|to spanish|remove duplicates from this list',
    'übersetz*|ins englische|ins deutsche|ins französische|auf englisch|umformulier*|formulier* das|formulier* dies*|formuliere* bitte|formuliere*|formulier|rechtschreib*|korrigier*|korrektur*|tippfehler|kürze|kürzen|höflicher|freundlicher|stichpunkte*|als tabelle|alphabetisch*',
    'traduce|traducir|traduzca|tradúceme|tradúcelo|al inglés|al alemán|al español|reformula|reescribe|ponlo más|hazlo más|más formal|más corto|corrige|corregir|ortografía|faltas|en una lista|en una tabla|orden alfabético|acorta',
    'traduis|traduire|traduisez|en anglais|en allemand|en français|reformule*|corrige|corriger|corrigez|fautes|orthographe|plus poliment|plus court|raccourcis|en liste|en tableau|ordre alphabétique|mets en forme',
    '訳して|英訳|和訳|翻訳|英語にして|英語に|日本語に訳|言い換え|言い方に|丁寧に直|書き直して|直して|誤字|添削|校正|短くして|箇条書き|表にして|敬語に',
    '翻译|译成|译为|英文怎么说|用英语怎么|改写|润色|错别字|改得|改成|换个说法|缩短|精简一下|列成|整理成|做成表格|转成|按字母',
  ],
  /** What is there in fewer words. */
  shrink: [
    'summari*|tldr|tl;dr|tl dr|sum up|key points|main points|key takeaways|in one sentence|action items|recap|gist|overview of this|what was decided|make notes',
    'zusammenfass*|fass|fasse|das wichtigste|kernpunkte|kurzfassung|beschlüsse',
    'resume|resúmeme|resumen|resumir|resúmelo|me resumes|puntos clave|lo más importante',
    'résume*|résumer|résumé|points clés|synthèse|en bref',
    '要約|まとめて|まとめると|要点',
    '总结|概括|摘要|要点|概述|归纳',
  ],
  /** Where one fact is the answer; counts in a short question only. */
  fact: [
    "who|who's|when|where|where's|what's the|what is the|what is a|what's a|what is an|what does|what do|what year|what time|which year|which country|how many|how much|how far|how old|how tall|how long is|how high|how big|is it|define|definition|meaning of|mean|means|stand for|stands for|capital of|another word|synonym*|antonym*|opposite of|default port|status code|shortcut for|abbreviation|spelled|spell|convert|in km|in miles|in celsius|population|phone code|timezone|time zone",
    'wer|wann|wo|wie viele|wie viel|wie hoch|wie alt|wie groß|wie weit|wie lang|was bedeutet|was heißt|was ist|hauptstadt|steht für|anderes wort|synonym|abkürzung',
    'quién|cuándo|dónde|cuántos|cuántas|cuánto|cuánta|a qué hora|qué significa|qué es|capital de|sinónimo*|cuál es la|cuál es el',
    "qui a|qui est|quand|où|combien|à quelle heure|que signifie|que veut dire|c'est quoi|qu'est-ce que|capitale|synonyme*|quelle est la|quel est le",
    'どこ|いつ|誰|何年|何人|何メートル|何個|何時|いくら|とは|意味|首都|どういう意味|の高さ|何歳|何月|何時間|何番|どの国|どっち',
    '是多少|多少|是谁|谁|什么时候|哪里|哪年|几点|什么意思|是什么|首都|多高|多远|多大|作者|哪位|哪个|哪座|何时|多久|几次|几个|第几|由谁|在哪',
  ],
  /** Something to be explained, done or advised, as people ask every day. */
  usual: [
    "how do i|how can i|how do we|how should i|how would i|how to|how does|how do|how did|explain|difference between|what's a good|what are good|what are some|good questions|ideas|tips|advice|recommend*|suggest*|recipe|substitute|should i|when should|when to use|what can i do|best way|can i|can we|why is|why are|why do|why does|what should|example*|help me understand|what are|what factors|what might|what if|how might|how would|why might|why would|why does|describe|imagine|pretend|discuss|develop a|implement|name some|tell me about|what happens|how long does|pros of|walk me through|how come|meaning behind|best practice*|what is better",
    'wie kann|wie richte|wie mache|wie funktioniert|wie geht|erklär*|erkläre|unterschied|tipps|empfehl*|rezept|warum|wieso|weshalb|kann ich|kann man|soll ich|darf ich|was ist besser|beispiel*|vorschlag*|vorschläge|idee*|wie bekomme|welche|welcher|welches|was wäre|beschreib*|stell dir vor|nenne|entwickle|implementier*|erzähl*|was passiert',
    'cómo|por qué|explica*|explíca*|diferencia*|recomiendas|recomienda*|consejo*|receta|ideas|puedo|debería|cuáles|describe|imagina|qué pasaría|qué pasa si|desarrolla|implementa|cuéntame|ejemplo*|qué hago|cuál es mejor',
    'comment|pourquoi|explique*|différence*|conseil*|recette|idées|que faire|que visiter|puis-je|peut-on|quels|quelles|décris|décrivez|imagine|que se passerait|développe|implémente|parle-moi|raconte|dois-je|faut-il|exemple*|quelle formule',
    'どうすれば|やり方|方法|教えて|説明して|違い|おすすめ|なぜ|どうして|影響|仕組み|アイデア|例を|べきもの|使い方|コツ|どんな|どのような|挙げて|もし|実装して|について',
    '怎么|如何|为什么|区别|推荐|建议|解释|介绍|讲讲|攻略|行程|方法|举例|能不能|可以吗|技巧|哪些|列出|描述|想象|假如|实现|谈谈|怎样|意义|影响|特点|过程|贡献|是否',
  ],
  /** A text to be written. */
  write: [
    'write|draft|compose|come up with|help me write|create a|make an agenda|agenda|subject line*|job ad|product description|user stor*|acceptance criteria|caption|alt text|names for|some names|slogan*|tagline*|linkedin post|tweet|email to|message to|reply to|cover letter|template',
    'schreib*|verfass*|entwirf|entwurf|formulier* eine|absage|einladung|betreffzeile*|stellenanzeige',
    'escribe|escríbeme|redacta|hazme|invitación|correo para|un correo|mensaje para|asunto',
    'rédige*|écris|écrivez|rédiger|invitation|un mail|un message',
    '書いて|作成して|作って|メールを|文面|文章を|考えて書|案を',
    '写一|帮我写|写个|写封|起草|撰写|拟一|文案|回复',
  ],
  /** Of texts: long or artful ones. */
  essay: [
    'short story|story about|a story|novel*|chapter|essay|article|blog post|blog article|speech|white paper|whitepaper|in-depth guide|long-form|screenplay|script for a|keynote|eulogy|fairy tale|sonnet|epic|guide to choosing|toast for',
    'geschichte*|kurzgeschichte|rede|aufsatz|artikel|blogartikel|blogbeitrag|märchen|roman|essay|drehbuch|leitfaden',
    'cuento|relato|artículo|ensayo|discurso|novela|guion|guía completa|historia sobre',
    'nouvelle de|conte|récit|article|discours|essai|roman|dissertation|scénario|histoire de',
    '物語|小説|エッセイ|スピーチ|記事|論文|脚本|作文|童話|原稿',
    '小说|故事|文章|演讲|散文|论文|剧本|致辞|发言稿|作文|长文',
  ],
  /** Of texts: ones of a few lines. */
  verse: [
    'haiku*|limerick*|one-line*|one line|short poem|rhyme|birthday wish*|birthday message|pun|fortune cookie',
    'haiku|limerick|spruch|kurzes gedicht|geburtstagsgruß|reim|einzeiler',
    'haiku|refrán|felicitación|un verso|rima',
    "haïku|comptine|petit poème|mot d'anniversaire|rime",
    '俳句|川柳|一言',
    '对联|打油诗|一句话|祝福语|俳句',
  ],
  /** Software, as a subject. */
  software: [
    'code|function|script|regex|sql|query|python|javascript|typescript|java|golang|rust|c++|react|vue|node|bash|excel|formula|spreadsheet|google sheets|git|commit|docker*|kubernetes|kubectl|k8s|pods|postgres*|mysql|redis|kafka|nginx|api|endpoint|webhook*|css|html|json|linux|terraform|class|component|one liner|npm|jwt*|oauth*|websocket*|consumer*|microservice*|index|database|backend|frontend|server|cluster|container*|cache|deploy*|migration*|http|branch|merge|compiler|algorithm|heap|thread*|mutex|build|ci|pipeline|app|transaction*|backup|repo|unit test*',
    'skript|funktion|abfrage|datenbank|quellcode|programm|komponente|schnittstelle|bereitstell*|monolith*|container|build',
    'código|función|consulta|base de datos|fórmula|despleg*|componente|servidor|índice',
    'code|fonction|script|requête|base de données|formule|composant|serveur|déploiement|événements',
    'コード|関数|スクリプト|クエリ|データベース|正規表現|サーバ|デプロイ|本番|プログラム|コンポーネント|トランザクション',
    '代码|函数|脚本|查询|数据库|正则|服务器|部署|接口|程序|镜像|缓存|并发|分布式|系统|索引|容器',
  ],
  /** Something is broken or behaves in a way nobody understands. */
  fault: [
    "bug|bugs|error|errors|exception|crash*|fails|fail|failed|failing|failure|broken|breaks|not working|doesn't work|does not work|didn't work|won't start|stack trace|segfault|panic*|deadlock*|race condition|memory leak|leak*|oom*|killed|timeout|timing out|hangs|stuck|flaky|intermittent*|goes wrong|went wrong|slow|exit code|duplicate|duplicates|twice|debug*|troubleshoot*|root cause|regression|infinite loop|re-render*|rebalance|spike*|vulnerab*|insecure|attack*|outage|refactor*|code review|review this|review the|thread-safe|block",
    'fehler|fehlermeldung*|absturz|stürzt|abbruch|bricht|funktioniert nicht|geht nicht|kaputt|hängt|startet nicht|doppelt|langsam|beheben|refaktor*|schiefgeht|endlosschleife|sicherheitslücke*|speicherleck*',
    'error|errores|falla|fallo|no funciona|se cae|se cuelga|bloquea|lento|duplica*|excepción|refactoriza*|a veces devuelve|corrige el código|arregl*',
    "erreur|erreurs|bug|plante|ne marche pas|ne fonctionne pas|boucle à l'infini|lent|lente|bloque|exception|en double|refactorise*|fuite mémoire|panne",
    'エラー|バグ|例外|落ちる|落ちます|動かない|動きません|失敗|遅い|重い|秒かか|原因|改善|リファクタ|デッドロック|メモリリーク|無限ループ|不具合|脆弱性|2回実行',
    '报错|错误|异常|崩溃|失败|不工作|没反应|太慢|很慢|卡住|死锁|泄漏|内存溢出|空指针|bug|panic|重构|排查|原因|漏洞|超时|失效|优化',
  ],
  /** How something should be built or done, weighed up. */
  design: [
    'design|architect*|trade-off*|tradeoff*|trade offs|scalab*|scale|roll back|rollback|rolled back|migrate|migration plan|without downtime|split it up|sharding|shard|high availability|consistency|fault toleran*|distributed|strategy|roadmap|second-order|root causes|two-phase|consensus|guarantee*|single point of failure|isolation level|idempoten*|event sourcing|saga|normalised|normalized|lock-in',
    'architektur*|entwerfen|konzept|abwäg*|skalier*|vor- und nachteile|aufteilen|strategie|risiken|reihenfolge|ausfallsicher*|migration',
    'arquitectura|diseña|diseño|estrategia|escalab*|ventajas y desventajas|pros y contras|migrar|riesgos',
    'architecture|concevoir|conception|stratégie|avantages et inconvénients|migrer|risques|réversibilité|scalab*|haute disponibilité',
    '設計|アーキテクチャ|戦略|トレードオフ|冗長|可用性|移行|リスク|分散|メリットとデメリット|構成を',
    '设计|架构|取舍|方案|权衡|高可用|迁移|风险|策略|一致性|秒杀|超卖|主从|优缺点|利弊',
  ],
  /** Proofs, puzzles and mathematics. */
  maths: [
    'prove|proof|theorem|lemma|show that|derive|integral|derivative|differential equation|equation*|probability|expected value|permutation*|combinatori*|induction|irrational|matrix|eigenvalue*|polynomial|prime number*|modulo|geometry|logic puzzle|riddle|weighings|is it possible to|how many ways|minimi*|maximi*|optimal|optimi*|np-hard|complexity of|big-o',
    'beweis*|zeige, dass|wahrscheinlichkeit*|gleichung*|integral|ableitung|induktion|rätsel|primzahl*|matrix|herleit*|kombinatorik|optimal*|satz von',
    'demuestra*|demostrar|probabilidad*|ecuaci*|integral|derivada|inducción|acertijo|matriz|teorema|serie|converge|óptim*',
    'démontre*|démontrer|montre que|montrer que|probabilité*|équation*|intégrale|dérivée|récurrence|énigme|matrice|théorème|prouve*|est-ce possible|suite croissante|converge',
    '証明|確率|方程式|積分|微分|帰納法|数列|行列|論理パズル|求めよ|求めなさい|を求め|倍数|最大値|最小値|整数',
    '证明|概率|方程|积分|导数|求导|归纳法|数列|矩阵|通项|最大值|最小值|求函数|推导|逻辑题|最优|几何',
  ],
  /** Figures to be worked out or weighed up. */
  figures: [
    'calculate|compute|work out|how much do i save|break-even|break even|forecast|cash flow|depreciat*|interest rate|mortgage|npv|irr|margin|profit|weighted average|compound|growth rate|projection|significant|a/b test*|control group|p-value|confidence|correlation|regression model|churn|segment*|cohort*|outlier*|statistical*|standard deviation|lease|amortis*|amortiz*|pays off',
    'berechne*|rechne|zins*|tilgung|kredit|gewinn|rendite|lohnt sich|leasing|statistisch*|signifikant|hochrechn*|prognose|deckungsbeitrag|durchschnitt|abschreib*',
    'calcula*|hipoteca|interés|cuota|rentab*|beneficio|significativ*|estadístic*|amortiz*|previsión|media ponderada',
    'calcule*|calculer|prêt|taux|rentab*|bénéfice|significatif|statistique*|amorti*|rembours*|prévision|moyenne pondérée|coût total',
    '計算して|利率|ローン|利益|損益|有意|統計|平均|予測|リース|比べたい|減価償却',
    '计算|算一下|利率|贷款|利润|盈亏|显著|统计|预测|增长率|复合|成本|折旧|回报率',
  ],
  /** Things to be held against each other, a decision. */
  weigh: [
    'compare|comparison|versus|vs|deciding between|decide between|which one should|what would you do|recommend one|pros and cons|should we|which option|weigh|evaluate|assess*|consider the|is it worth|alternatives|business case',
    'vergleich*|entscheid*|sollen wir|sollten wir|welche option|lohnt es sich|bewerte*|gegenüberstell*|abwägen',
    'compara*|decidir|deberíamos|qué opción|evalúa*|conviene|en qué orden',
    'compare*|comparer|hésite|hésitons|devrions-nous|vaut-il mieux|quelle option|évalue*|faut-il choisir',
    '比較|どちらを|選ぶべき|比べ|判断|検討|評価して|どちらにすべき',
    '比较|对比|决定|哪个更|选择|评估|要不要|应该选|是否应该|之间做',
  ],
  /** Plans under constraints. */
  plan: [
    'make a plan|migration plan|schedule|plan the|project plan|feasible|constraint*|at least|at most|deadline|before the|rota|shift plan|allocate|no more than|must not|has to wait|in which order|order of steps|only on',
    'plane|dienstplan|schichtplan|zeitplan|machbar|höchstens|mindestens|darf nicht|muss vor|projektplan|ablaufplan',
    'organiza|planifica|turnos|plan de|horario*|como máximo|al menos|restricci*',
    'planifie*|planning|organise*|emploi du temps|au maximum|au moins|contrainte*|ne peut pas',
    '計画|スケジュール|シフト|制約|以内に|までに|工程',
    '计划|排班|安排|限制|约束|至少|最多|不超过|以内|上线',
  ],
  /** Law and contracts. */
  legal: [
    "contract|clause*|liabil*|liable|terminate|termination|notice period|days' notice|gdpr|privacy law|compliance|lawful|legally|legal|non-compete|indemni*|warranty|tenant|lease agreement|jurisdiction|social security|lawsuit|sue|consent|data protection|intellectual property|copyright|licen*e terms|terms|severance|tax|employment law",
    'vertrag*|klausel*|agb|haft*|kündig*|rechtslage|gesetzlich|dsgvo|datenschutz*|arbeitsrecht*|abmahn*|probezeit|wirksam|gewährleistung|schadensersatz|steuerlich*|anspruch',
    'contrato|cláusula*|despid*|despedir|indemniza*|legal|legalmente|demanda|protección de datos|rgpd|baja laboral|responsabilidad|antigüedad',
    'contrat*|clause*|licenciement|licencier|juridique*|rgpd|préavis|responsabilité|indemnité*|cdd|cdi|tribunal|congés payés|résili*',
    '契約|条項|法的|解雇|個人情報|賠償|責任|違法|労働法|著作権|法律',
    '合同|条款|法律|违约|解除|赔偿|劳动法|合规|责任|起诉|试用期|隐私|侵权|证据',
  ],
  /** Material to be gone into. */
  analyse: [
    "analy*|review|audit|go through|find patterns|pattern*|trend*|insight*|interpret*|critique|evaluate|check the following|check this contract|contradict*|risks|loopholes|explain the spikes|what would you change|what's wrong|implications|why did|biggest risks",
    'analys*|prüf*|auswert*|muster|trends|interpretier*|bewert*|widerspr*|risiken|auffällig*|ursache*',
    'analiza*|revisa*|patron*|tendencia*|interpreta*|contradic*|riesgos|causas|evalúa',
    'analyse*|analyser|vérifie*|tendance*|interprète*|contradict*|risques|causes|évalue*',
    '分析|傾向|読み取れ|検証|レビュー|矛盾|リスク|問題点|評価',
    '分析|审查|检查合同|趋势|异常点|解读|风险|矛盾|找出|评估|规律',
  ],
  /** Drawings that carry data or structure, and pictures of screens. */
  drawing: [
    'chart*|graph|graphs|diagram*|plot|dashboard|funnel|flowchart|schema|architecture|blueprint|floor plan|x-ray|heatmap|gantt|timeline|screenshot*|screen shot|wireframe|mockup|schematic*|er-diagram*',
    'diagramm*|grafik*|kurve|schaubild|bildschirmfoto*|schaltplan|grundriss',
    'gráfic*|diagrama*|captura*|esquema|plano',
    'graphique*|diagramme*|schéma*|courbe*|capture*',
    'グラフ|図表|チャート|設計図|スクリーンショット|スクショ|構成図|図面',
    '图表|曲线|趋势图|流程图|架构图|截图|示意图|柱状图|折线图|趋势',
  ],
  /** Writing in a picture, to be read out. */
  lettering: [
    'handwrit*|handwritten|transcribe|read this|read out|ocr|what does it say|extract the text|text in this|whiteboard',
    'handschrift*|abschreiben|transkribier*|entziffer*|vorlesen|was steht',
    'manuscrito|letra|transcribe*|qué pone|qué dice',
    'manuscrit*|écriture|transcri*|déchiffre*|que dit',
    '手書き|書き起こし|読み取って|文字起こし|何と書いて',
    '手写|转录|识别文字|写的是什么|提取文字',
  ],
  /** The person asks for thinking. */
  care: [
    "think hard*|think very hard|think really hard|think carefully|think very carefully|think this through|think it through|think deeply|think step by step|think long|think twice|think thoroughly|consider this carefully|consider carefully|answer carefully|check carefully|step by step please|step by step, please|go step by step|work step by step|reasoning step-by-step|reasoning step by step|take your time|double-check|double check|be thorough|very thorough|be very careful|ultrathink|be rigorous|in great detail, check|really think|reason step|be precise, think|use all your|make sure it is correct|make sure it's right|this is important|it is important|get this right",
    'genau nachdenken|denk* gründlich|denk* genau|denk* gut nach|denk* scharf|denk* bitte gründlich|denk* bitte gut|denk* bitte genau|denk* schritt für schritt|schritt für schritt vorgehen|schritt für schritt durch|nimm dir zeit|lass dir zeit|überleg* gut|überleg* genau|gut überlegen|genau überlegen|prüfe jeden schritt|doppelt prüfen',
    'piensa bien|piénsalo bien|piénsalo con calma|piénsalo|piensa con calma|piensa paso a paso|razona paso a paso|tómate tu tiempo|revisa cada paso|razona|piensa detenidamente|analízalo a fondo|con detenimiento',
    'réfléchis bien|réfléchis|réfléchissez|prends ton temps|prenez votre temps|raisonne étape par étape|procède étape par étape|vérifie chaque|pense bien',
    'じっくり|よく考えて|慎重に|ステップバイステップ|一歩ずつ|段階的に考え|丁寧に考え|しっかり考え|深く考え|順を追って|熟考',
    '仔细思考|仔细想|认真思考|好好想|好好思考|一步一步|一步步|逐步思考|逐步推理|慎重|三思|深思|深入思考|认真想|想清楚',
  ],
  /** The last answer was no good. */
  complaint: [
    "wrong|that's not right|not right|not correct|incorrect|isn't right|isn't correct|that's false|try again|once more|doesn't work|does not work|didn't work|didn't help|still not|still the same|still fails|same error|are you sure|check your|check again|you missed|you forgot|you misunderstood|not what i asked|not what i meant|makes no sense|that doesn't|redo|nonsense|bad answer|no, that|that can't be|i get a different|you made a mistake|hallucinat*|not true|nope",
    'falsch|stimmt nicht|das stimmt so nicht|nicht richtig|nochmal|noch einmal|noch mal|geht nicht|funktioniert nicht|nicht geklappt|hat nicht|bist du sicher|immer noch|gleicher fehler|unsinn|quatsch|versuch* es|nicht gemeint|du hast vergessen',
    'no es correcto|incorrecto|está mal|mal hecho|no funciona|otra vez|inténtalo de nuevo|de nuevo|estás seguro|estás segura|te equivocas|te equivocaste|sigue sin|no es lo que|no es cierto|falso|equivocado|mismo error',
    "c'est faux|faux|incorrect|pas correct|ce n'est pas|ça ne marche pas|ne marche pas|ne fonctionne pas|réessaie|recommence|encore une fois|tu es sûr|es-tu sûr|tu t'es trompé|erreur dans ta|toujours pas|pas ce que|même erreur|n'importe quoi",
    '違います|違う|間違|正しくない|もう一度|やり直|おかしい|本当ですか|本当に|まだ動か|同じエラー|そうじゃな|できません|ダメでし|だめでし|うまくいか',
    '不对|错了|错误的|不正确|再试|重新|再算|算错|还是不行|还是报错|你确定|确定吗|不是这样|不是我要|没用|再想想|有问题',
  ],
  /** It goes on from what was said. */
  further: [
    "and|why|why not|why's that|how so|what about|how about|and why|and how|and what|what if|and if|then|so|also|but|shorter|longer|more|a bit shorter|a bit longer|another|again|continue|go on|more formal|less formal|and in|same for|same thing|now in|now as|now make|expand|elaborate|in that case|instead|tldr|the second|the last",
    'und|warum|wieso|und was|was ist mit|und wenn|und in|kürzer|länger|weiter|mach weiter|genauer|noch eins|noch einen|dann|also|aber|stattdessen|dasselbe|jetzt',
    'y|por qué|y si|y en|qué pasa con|y los|y las|más corto|más largo|otro|otra|sigue|continúa|entonces|pero|ahora|lo mismo|en ese caso',
    'et|pourquoi|et si|et en|et pour|plus court|plus long|un autre|une autre|continue|alors|mais|maintenant|pareil|dans ce cas|et pourquoi',
    'なぜ|どうして|じゃあ|では|それで|続けて|続き|もっと|もう少し|他には|ほかには|逆に|それは|その場合|あと',
    '那|那么|为什么|继续|再来|更短|短一点|长一点|还有|另外|如果|然后|换一个|接着|呢',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
