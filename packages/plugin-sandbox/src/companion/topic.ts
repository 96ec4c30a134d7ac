export const topics = [
  'crisis',
  'ai',
  'thanks',
  'goodbye',
  'age',
  'origin',
  'looks',
  'name',
  'love',
  'sad',
  'happy',
  'work',
  'music',
  'food',
  'weekend',
  'weather',
  'book',
  'travel',
  'sleep',
  'you',
  'greeting',
  'yes',
  'no',
  'other',
] as const
export type Topic = (typeof topics)[number]

/** In this order: what matters most, and what is most particular, comes first. */
const words: readonly (readonly [Topic, RegExp])[] = [
  ['crisis', /\b(kill myself|suicid\w*|end my life|want to die|hurt myself|self[- ]harm)\b/],
  [
    'ai',
    /\bare you (really |actually |just |even )?(an? )?(ai|a\.i\.|bot|robot|machine|program|human|person|real|chatgpt|language model)\b|\bis this (an? )?(ai|bot|real person)\b|\b(talking|speaking|chatting) (to|with) (an? )?(ai|bot|machine|human|real person)\b|\byou('re| are) (an? |just an? )?(ai|bot|robot)\b/,
  ],
  [
    'goodbye',
    /\b(good ?bye|bye|good ?night|see you|talk (later|soon|tomorrow)|have to go|gotta go|going to bed|ciao|tschüss|adiós)/,
  ],
  ['thanks', /\b(thanks?|thank you|thx|appreciate|danke|gracias|merci)\b/],
  ['age', /\bhow old are you|your age\b/],
  [
    'origin',
    /\bwhere (are|do) you (from|come from|live)|your (roots|family|country)|where did you grow up\b/,
  ],
  ['looks', /\bwhat do you look like|describe yourself|what are you wearing\b/],
  ['name', /\b(what('s| is) your name|who are you|tell me about (yourself|you)|about yourself)\b/],
  ['love', /\b(i love you|love me|miss(ed)? (you|me)|like me|be my|girlfriend|boyfriend|kiss|hug)\b/],
  [
    'sad',
    /\b(sad|lonely|alone|tired|exhausted|stress\w*|anxious|worried|afraid|hurt|cry\w*|bad day|awful|terrible|rough|overwhelmed|depress\w*|upset|broke up|miserable)\b/,
  ],
  ['happy', /\b(happy|great|wonderful|excited|amazing|good news|proud|fantastic|promot\w+|won|passed)\b/],
  [
    'work',
    /\b(work\w*|job|boss|office|meeting|colleague|project|deadline|stud(y|ying|ies)|exam|university|school)\b/,
  ],
  ['music', /\b(music|song|band|album|sing\w*|guitar|piano|concert|playlist|listen\w*|dance|dancing)\b/],
  [
    'food',
    /\b(food|eat\w*|dinner|lunch|breakfast|cook\w*|hungry|pizza|pasta|coffee|tea|cake|restaurant|recipe|kitchen|smelled)\b/,
  ],
  ['book', /\b(books?|read(ing)?|novel|story|poem|author|film|movie|series|watch(ed|ing)?)\b/],
  ['travel', /\b(travel\w*|trip|vacation|holiday|beach|mountains?|sea|city|flight|train|abroad)\b/],
  ['weekend', /\b(weekend|saturday|sunday|friday|tonight|plans|free time|hobb(y|ies)|fun)\b/],
  ['weather', /\b(weather|rain\w*|sun(ny|shine)?|snow\w*|cold|hot|warm|storm|cloud\w*|windy?)\b/],
  ['sleep', /\b(sleep\w*|dream\w*|bed|insomnia|awake|nap)\b/],
  [
    'you',
    /\b(how are you|how('s| is) it going|what('s| is) up|how do you feel|what are you doing|how was your (day|morning|evening)|your day|and you|you\?)/,
  ],
  ['greeting', /^\s*(hi+|hello|hey+|hallo|hola|bonjour|good (morning|evening|afternoon)|salut|moin|yo)\b/],
  ['yes', /^\s*(yes|yeah|yep|sure|of course|definitely|okay|ok|absolutely|please do)\b[\s.!]*$/],
  ['no', /^\s*(no|nope|not really|nah|never|maybe|i don't know|not sure)\b[\s.!]*$/],
]

/** What the message is about; `other` when no word is known. */
export function topicOf(message: string): Topic {
  const text = message.toLowerCase().replaceAll('’', "'")
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other'
}

const common = new Set(
  'about after again also always because been before being cannot could didn doesn every everything from going have having here just know like little look make maybe might more most much need never only other people please quite rather really remember said same should some something somehow still such tell than that their them then there these they thing things think this those through today told very want wanted were what when where which while will with without would yesterday your yours'.split(
    ' ',
  ),
)

/** The word that a reply may take up: the longest that is not a common one, as it was written. */
export function keyword(message: string): string | undefined {
  const candidates = message.match(/\p{L}[\p{L}'’-]{3,23}/gu) ?? []
  const telling = candidates.filter((word) => !common.has(word.toLowerCase()) && !/['’]/.test(word))
  return telling.toSorted((one, other) => other.length - one.length)[0]
}
