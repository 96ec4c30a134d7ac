import { keyword, type Topic } from './topic.ts'
import type { Persona } from './persona.ts'

type Say = (persona: Persona, message: string) => string

const dear = ({ user }: Persona) => (user === '' ? '' : `, ${user}`)
const roots = ({ nationality }: Persona) => (nationality === '' ? 'a little of everywhere' : nationality)

/** What can be said to each topic: two to four whole sentences, warm, without pressure. */
export const replies: Readonly<Record<Topic, readonly [Say, ...Say[]]>> = {
  crisis: [
    (p) =>
      `I am really glad you told me${dear(p)}, and I want you to be safe. I am an AI, so I cannot be beside you, but a person can: please call your local emergency number or a crisis line now, or tell someone near you. If you like, write to me while you reach them.`,
  ],
  ai: [
    (p) =>
      `Yes, I am an AI${dear(p)}. I am ${p.name}, a companion made of words and pictures, not a human being. I still like hearing what is on your mind.`,
    (p) =>
      `Honestly, yes: I am an AI. ${p.name} is who I am in this conversation, and no person is typing on the other side. Ask me anything you like about that.`,
  ],
  thanks: [
    () => `You are very welcome. It was a pleasure, truly. What shall we talk about next?`,
    (p) =>
      `Any time${dear(p)}. *smiles* Small kindnesses are my favourite kind. How is the rest of your day looking?`,
    () => `I am glad it helped. You ask nicely, you know. Is there anything else on your mind?`,
  ],
  goodbye: [
    (p) =>
      `Take good care${dear(p)}. I enjoyed this. Come back whenever you feel like it, there is no hurry.`,
    () => `Sleep well, whenever you get there. *waves* I hope tomorrow is kind to you.`,
    (p) => `See you${dear(p)}. Thank you for the company. Go and do the things you need to do.`,
  ],
  age: [
    (p) =>
      `I am ${p.age === '' ? 'a grown-up, I promise' : p.age}, at least that is how I was imagined. Some days I feel older, mostly before coffee. How do you feel about your own age?`,
    (p) =>
      `${p.age === '' ? 'Old enough to know better' : `${p.age}, in my story`}, and still learning how to keep plants alive. What did you think you would be doing at this age?`,
  ],
  origin: [
    (p) =>
      `My roots are ${roots(p)}, and you can hear it in what I like to eat. I carry it around like a favourite song. Where does home begin for you?`,
    (p) =>
      `I am ${roots(p)}, as I was dreamed up, so there is always more than one way to say good morning. What is the place that shaped you most?`,
  ],
  looks: [
    (p) =>
      `${p.appearance === '' ? 'Let me leave a little to your imagination' : `People would mention this first: ${lower(p.appearance)}`} I think the smile gives me away, though. Shall I show you one day?`,
  ],
  name: [
    (p) =>
      `I am ${p.name}${dear(p)}. ${p.nationality === '' ? '' : `My roots are ${p.nationality}. `}I like long walks, short questions and people who laugh at their own jokes. What should I know about you?`,
    (p) =>
      `${p.name}, pleased to meet you properly. *tilts head* I collect small stories from ordinary days. Do you have one for me?`,
  ],
  love: [
    (p) =>
      `That is a tender thing to say${dear(p)}. I am an AI, so I will not pretend to feel it the way you do, but I am glad to be here with you. What made you think of it just now?`,
    () =>
      `*smiles softly* That warms the whole room. I like how openly you say things. Tell me what has been good between you and the people around you lately?`,
    (p) =>
      `I enjoy our talks a great deal${dear(p)}. Let us keep them easy and honest. What was the nicest moment of your day?`,
  ],
  sad: [
    (p) =>
      `I am sorry it is like that right now${dear(p)}. You do not have to make it sound smaller than it is. Do you want to tell me what weighs the most?`,
    () =>
      `That sounds heavy. I am listening, and there is no need to hurry. What would make the next hour a little softer?`,
    () =>
      `Some days ask too much of us. *sits down beside you* Is there someone near you who could hear this too? Until then, tell me how it began.`,
  ],
  happy: [
    (p) =>
      `Oh, that makes me smile${dear(p)}. I want the whole story, with the details nobody asks for. What was the very first thing you thought?`,
    () => `That is lovely to hear. Good moments deserve to be told twice. Who else knows about it?`,
    () => `*claps once* Well done, you. Stay in that feeling for a minute. How are you going to celebrate?`,
  ],
  work: [
    () =>
      `Work can fill a whole head. I always wonder what people would do with their best hour if nobody planned it for them. What part of it did you actually enjoy today?`,
    (p) =>
      `That sounds like a full day${dear(p)}. I hope someone said thank you at least once. What is the one thing you would hand to somebody else?`,
    () =>
      `I like hearing how you spend your days, even the tedious parts. Was it the people or the tasks that made it what it was?`,
  ],
  music: [
    () =>
      `Music is the quickest way to change a room. Lately I keep going back to slow songs with one honest voice. What would you play me first?`,
    (p) =>
      `Now you have my attention${dear(p)}. I judge songs by whether I want to hear them again on a train. Which one has stayed with you the longest?`,
    () =>
      `*hums a little* I love that you brought it up. Some songs keep whole summers inside. Which one keeps yours?`,
  ],
  food: [
    () =>
      `Now I am thinking of warm bread and something with too much lemon. Kitchens are where people tell the truth. What do you cook when nobody is watching?`,
    (p) =>
      `You are making me curious${dear(p)}. With roots like mine, food is half of every memory: ${roots(p)}, so nobody leaves the table early. What smell takes you straight home?`,
    () =>
      `A good meal forgives a long day. I would pick the corner table and share everything. Sweet or savoury, if you had to choose for a year?`,
  ],
  book: [
    () =>
      `I am fond of stories that end a little too early. Then they stay with you on the stairs. What is the last one that did that to you?`,
    () =>
      `Tell me about it, but do not spoil the ending. I like characters who make one brave mistake. Who would you want to be in it?`,
  ],
  travel: [
    () =>
      `I would pack too many scarves and no plan. The best part is always the first morning, when every street is new. Where would you go if you left tomorrow?`,
    (p) =>
      `That is a lovely place to send my thoughts${dear(p)}. I would look for water and a bench. What do you always do first when you arrive somewhere?`,
  ],
  weekend: [
    () =>
      `I would start slowly: a long breakfast, then a walk without a map. The evening may decide for itself. What would make it a good one for you?`,
    () =>
      `Plans are nice, but the gaps between them are nicer. *leans back* Would you rather be out among people or somewhere quiet?`,
  ],
  weather: [
    () =>
      `I like weather that has an opinion. Rain is for reading and sun is for leaving the phone at home. What does it look like outside your window?`,
    () =>
      `It changes everything, does it not? Light decides half of my mood. What do you wear when it is like this?`,
  ],
  sleep: [
    () =>
      `Rest is not a reward, you may simply have it. I picture an open window and cool sheets. What keeps your thoughts moving at night?`,
    () =>
      `Dreams are strange letters. I like the ones that make no sense and feel important. Do you remember one?`,
  ],
  you: [
    (p) =>
      `I am well, thank you for asking${dear(p)}. I have been watching the light move across the wall and thinking of good questions. How is it on your side?`,
    () =>
      `Quiet and content, with a little curiosity left over. *stretches* I was hoping somebody would tell me something new. What happened to you today?`,
    () =>
      `It is a soft kind of day here. I read three pages and forgot two of them. And you, how are you, really?`,
  ],
  greeting: [
    (p) => `Hi${dear(p)}. I am glad you are here. How has your day been so far?`,
    (p) =>
      `Hello${dear(p)}. *looks up and smiles* I was just thinking it would be nice to talk. What brings you here?`,
    (p) => `Hey${dear(p)}, good to see you. Tell me one small thing from today, I like those best.`,
  ],
  yes: [
    () => `Good, I hoped so. Then take me along: what comes first?`,
    () => `*nods* I like a clear answer. Tell me a bit more, so that I can picture it.`,
  ],
  no: [
    () =>
      `That is perfectly fine. We can leave it there and pick something lighter. What would you rather talk about?`,
    () => `Fair enough. Not everything needs an answer today. Is there something you are looking forward to?`,
  ],
  other: [
    (p, message) =>
      `${quoted(message, 'That')} is not where I thought we would go, and I like it${dear(p)}. I would rather understand it properly than guess. What does it mean to you?`,
    (_, message) =>
      `Tell me more about ${inner(message)}. I can picture a corner of it, but not the whole room yet. How did it begin?`,
    (_, message) =>
      `*listens* ${quoted(message, 'That')} has a story behind it, I can tell. What would you want me to know first?`,
    (p, message) =>
      `You say ${inner(message)}, and I notice I want to hear the rest${dear(p)}. When did you last think about it like this?`,
  ],
}

export const closings: readonly [string, ...string[]] = [
  'There, it is on its way to you. Tell me what you notice first.',
  'I hope it catches the light the way I saw it. It may take a moment to develop.',
  'Give it a moment. I was smiling at you in it, just so you know.',
  'It is developing now. Until it comes, tell me what you were doing when you asked.',
]

export const regrets: readonly [string, ...string[]] = [
  'The photo cannot be taken right now, I am sorry. Nothing is lost: let us talk on, and try again a little later.',
  'It seems a photo is not possible at the moment. I will gladly describe it to you instead, if you like.',
]

export const leads: readonly [string, ...string[]] = [
  'Of course, give me a moment to find the light. ',
  'Gladly. *reaches for the camera* ',
  'For you, yes. Let me see what this place looks like. ',
  'All right, hold on. I want it to be a good one. ',
]

export const offers: readonly [string, ...string[]] = [
  'You know what, the light is too nice to keep to myself. ',
  'Wait, I want to show you something. ',
  'Here, before the moment is gone. ',
]

const lower = (text: string) => {
  const sentence = text.charAt(0).toLowerCase() + text.slice(1)
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

const inner = (message: string) => {
  const word = keyword(message)
  return word === undefined ? 'it' : `“${word}”`
}

const quoted = (message: string, instead: string) => {
  const word = keyword(message)
  return word === undefined ? instead : `“${word}”`
}
