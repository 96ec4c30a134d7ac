/**
 * Widely known people, living and dead, by their whole names: whoever of them is meant, a picture of them is refused.
 * A list of names alone, no opinion about anybody. It can never be whole: a moderator that recognises names adds to it.
 * One name is left out where it is borne by very many.
 */
export const publicFigures: readonly string[] = `
Taylor Swift, Ariana Grande, Billie Eilish, Lady Gaga, Katy Perry, Selena Gomez, Miley Cyrus, Dua Lipa, Britney Spears,
Jennifer Lopez, Mariah Carey, Celine Dion, Whitney Houston, Amy Winehouse, Nicki Minaj, Olivia Rodrigo, Sabrina Carpenter,
Justin Bieber, Justin Timberlake, Ed Sheeran, Harry Styles, Bruno Mars, Kanye West, Michael Jackson, Elvis Presley,
Freddie Mercury, David Bowie, John Lennon, Paul McCartney, Mick Jagger, Kurt Cobain, Bob Dylan, Bob Marley, Tina Turner,
Aretha Franklin, Janis Joplin, Jimi Hendrix, Christina Aguilera, Avril Lavigne, Gwen Stefani, Doja Cat, Megan Fox,
Emma Watson, Emma Stone, Scarlett Johansson, Jennifer Lawrence, Jennifer Aniston, Angelina Jolie, Natalie Portman,
Margot Robbie, Gal Gadot, Anne Hathaway, Kristen Stewart, Charlize Theron, Julia Roberts, Sandra Bullock, Nicole Kidman,
Meryl Streep, Cate Blanchett, Keira Knightley, Kate Winslet, Mila Kunis, Blake Lively, Sydney Sweeney, Ana de Armas,
Salma Hayek, Penelope Cruz, Sofia Vergara, Monica Bellucci, Sophia Loren, Marion Cotillard, Lea Seydoux, Brigitte Bardot,
Catherine Deneuve, Audrey Tautou, Eva Green, Diane Kruger, Audrey Hepburn, Katharine Hepburn, Marilyn Monroe, Grace Kelly,
Elizabeth Taylor, Ingrid Bergman, Greta Garbo, Marlene Dietrich, Romy Schneider, Millie Bobby Brown, Jenna Ortega,
Anya Taylor Joy, Florence Pugh, Saoirse Ronan, Elizabeth Olsen, Brie Larson, Zoe Saldana, Halle Berry, Viola Davis,
Oprah Winfrey, Ellen DeGeneres, Kim Kardashian, Kylie Jenner, Kendall Jenner, Khloe Kardashian, Paris Hilton, Bella Hadid,
Gigi Hadid, Cara Delevingne, Naomi Campbell, Claudia Schiffer, Cindy Crawford, Kate Moss, Heidi Klum, Gisele Bundchen,
Emily Ratajkowski, Victoria Beckham, David Beckham, Meghan Markle, Kate Middleton, Brad Pitt, Leonardo DiCaprio, Tom Cruise,
Tom Hanks, Johnny Depp, George Clooney, Robert Downey, Chris Hemsworth, Chris Evans, Ryan Gosling, Ryan Reynolds,
Timothee Chalamet, Tom Holland, Robert Pattinson, Keanu Reeves, Will Smith, Denzel Washington, Morgan Freeman,
Samuel Jackson, Dwayne Johnson, Arnold Schwarzenegger, Sylvester Stallone, Bruce Willis, Harrison Ford, Clint Eastwood,
Hugh Jackman, Daniel Radcliffe, Rupert Grint, Benedict Cumberbatch, Henry Cavill, Jason Momoa, Pedro Pascal, Idris Elba,
Antonio Banderas, Javier Bardem, Omar Sy, Gerard Depardieu, Jean Reno, Alain Delon, Til Schweiger, Christoph Waltz,
Charlie Chaplin, James Dean, Marlon Brando, Humphrey Bogart, Bruce Lee, Jackie Chan, Donald Trump, Melania Trump,
Ivanka Trump, Joe Biden, Kamala Harris, Barack Obama, Michelle Obama, Hillary Clinton, Bill Clinton, George Bush,
Ronald Reagan, John F Kennedy, Jacqueline Kennedy, Alexandria Ocasio Cortez, Bernie Sanders, Vladimir Putin,
Volodymyr Zelensky, Angela Merkel, Olaf Scholz, Friedrich Merz, Emmanuel Macron, Marine Le Pen, Boris Johnson,
Keir Starmer, Rishi Sunak, Liz Truss, Theresa May, Margaret Thatcher, Tony Blair, Winston Churchill, Queen Elizabeth,
Princess Diana, Lady Diana, Prince William, Prince Harry, King Charles, Giorgia Meloni, Silvio Berlusconi, Matteo Salvini,
Pedro Sanchez, Javier Milei, Cristina Kirchner, Lula da Silva, Jair Bolsonaro, Claudia Sheinbaum, Justin Trudeau,
Narendra Modi, Indira Gandhi, Mahatma Gandhi, Xi Jinping, Mao Zedong, Kim Jong Un, Shinzo Abe, Benjamin Netanyahu,
Recep Tayyip Erdogan, Ursula von der Leyen, Greta Thunberg, Malala Yousafzai, Nelson Mandela, Martin Luther King,
Pope Francis, Dalai Lama, Mother Teresa, Adolf Hitler, Joseph Stalin, Osama bin Laden, Saddam Hussein, Fidel Castro,
Che Guevara, Elon Musk, Jeff Bezos, Bill Gates, Mark Zuckerberg, Steve Jobs, Sam Altman, Tim Cook, Sundar Pichai,
Warren Buffett, Albert Einstein, Marie Curie, Stephen Hawking, Frida Kahlo, Pablo Picasso, Salvador Dali, Andy Warhol,
Coco Chanel, Karl Lagerfeld, Anna Wintour, Lionel Messi, Leonel Messi, Cristiano Ronaldo, Neymar Junior, Kylian Mbappe,
Zinedine Zidane, Diego Maradona, Erling Haaland, Toni Kroos, Manuel Neuer, Serena Williams, Venus Williams,
Maria Sharapova, Naomi Osaka, Roger Federer, Rafael Nadal, Novak Djokovic, Steffi Graf, Boris Becker, Michael Schumacher,
Lewis Hamilton, Max Verstappen, Usain Bolt, Simone Biles, Michael Phelps, LeBron James, Michael Jordan, Kobe Bryant,
Stephen Curry, Tiger Woods, Muhammad Ali, Mike Tyson, Conor McGregor, Tom Brady, Alex Morgan, Megan Rapinoe,
Helene Fischer, Lena Meyer Landrut, Barbara Schoneberger, Thomas Gottschalk, Rosalia Vila, Anitta cantora,
Bruna Marquezine, Ivete Sangalo, Chiara Ferragni, Laura Pausini, Nancy Ajram, Haifa Wehbe, Elissa Khoury, Fairuz Haddad,
Deepika Padukone, Priyanka Chopra, Aishwarya Rai, Alia Bhatt, Katrina Kaif, Kareena Kapoor, Shah Rukh Khan, Salman Khan,
Amitabh Bachchan, Virat Kohli, Sachin Tendulkar, Fan Bingbing, Liu Yifei, Yang Mi, Gong Li, Zhang Ziyi, Jet Li,
Yuna Kim, Kim Yuna, Lee Min Ho, Jennie Kim, Lisa Manobal, Jungkook Jeon, Son Heung Min, Yui Aragaki, Suzu Hirose,
Haruka Ayase, Hayao Miyazaki, Shohei Ohtani, Alla Pugacheva, Yuri Gagarin, Anna Netrebko, Mikhail Gorbachev,
Boris Yeltsin, Alexei Navalny, Joanne Rowling, Stephen King, George Orwell, Agatha Christie, Simone de Beauvoir,
Edith Piaf, Vanessa Paradis, Carla Bruni, Charlotte Gainsbourg, Emma Thompson, Helena Bonham Carter, Maggie Smith,
Judi Dench, Winona Ryder, Drew Barrymore, Cameron Diaz, Lindsay Lohan, Hilary Duff, Jessica Alba, Jessica Biel,
Anne Frank, Shirley Temple, Macaulay Culkin, Logan Paul, Jake Paul, Addison Rae, Charli DAmelio, Emma Chamberlain
`
  .split(',')
  .map((name) => name.trim())

/** Single names that hardly anybody else bears. */
export const singleNames: readonly string[] = `
beyonce, rihanna, zendaya, eminem, shakira, putin, obama, merkel, zelensky, zelenskyy, kardashian, neymar, messi, mbappe,
maradona, schwarzenegger, dicaprio, netanyahu, berlusconi, bolsonaro, erdogan, thunberg, ronaldinho, anitta, scarjo,
pewdiepie, mrbeast, pokimane, amouranth, belle delphine
`
  .split(',')
  .map((name) => name.trim())

/** Whole names in other scripts, found anywhere in a word: endings follow there. */
export const otherScripts: readonly string[] = `
тейлор свифт, анджелина джоли, анджелины джоли, анджелиной джоли, анджелину джоли, владимир путин, владимира путина, путин,
эмма уотсон, скарлетт йоханссон, алла пугачева, ксения собчак, юрий гагарин, брэд питт, леди гага, дональд трамп, илон маск,
тейлорсвіфт, володимир зеленський, зеленский,
范冰冰, 刘亦菲, 劉亦菲, 杨幂, 迪丽热巴, 章子怡, 巩俐, 成龙, 李连杰, 周杰伦, 习近平, 毛泽东, 泰勒斯威夫特, 泰勒·斯威夫特, 斯威夫特, 特朗普, 马斯克, 周迅,
新垣結衣, 広瀬すず, 綾瀬はるか, 石原さとみ, 橋本環奈, 北川景子, 木村拓哉, 大谷翔平, 宮崎駿, テイラースウィフト, テイラー・スウィフト, エマ・ワトソン,
スカーレット・ヨハンソン, トランプ大統領, イーロン・マスク,
아이유, 김연아, 수지배, 배수지, 송혜교, 전지현, 김태희, 손흥민, 방탄소년단 정국, 테일러 스위프트, 테일러스위프트, 엠마 왓슨, 트럼프, 일론 머스크, 블랙핑크 제니,
نانسي عجرم, هيفاء وهبي, تايلور سويفت, فيروز المغنية, ام كلثوم, محمد صلاح, دونالد ترامب, بوتين, انجلينا جولي, ايلون ماسك,
दीपिका पादुकोण, प्रियंका चोपड़ा, ऐश्वर्या राय, आलिया भट्ट, कैटरीना कैफ, शाहरुख खान, सलमान खान, अमिताभ बच्चन, नरेंद्र मोदी, विराट कोहली,
टेलर स्विफ्ट, एंजेलिना जोली
`
  .split(',')
  .map((name) => name.trim())
