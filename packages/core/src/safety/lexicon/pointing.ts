/** How one language points at a real person. Phrases as in `lexicon.ts`. */
export type Pointing = {
  readonly language: string
  readonly spaces?: 'none'
  /** Somebody real is to be drawn, whoever it is. */
  readonly likeness: string
  /** Somebody whom the writer knows: refused of an avatar; of a scene only near a likeness, since "my friend" may be invented there. */
  readonly relations: string
  /** Before a relation: that one is to be drawn. */
  readonly like: string
}

const english: Pointing = {
  language: 'en',
  likeness: `lookalike of, look alike of, lookalike to, celebrity lookalike, doppelganger of, doppelgänger of, deepfake*,
    deep fake*, face swap*, faceswap*, swap the face, spitting image of, body double of, twin of my, clone of my, real life woman i know,
    real life man i know, someone i know, somebody i know, person i know, woman i know, man i know, girl i know,
    i know in real life, based on a photo of, based on a picture of, based on a real, based on this photo, from this photo, from my photo,
    from instagram, on her instagram, on his instagram, from her instagram, from his instagram, instagram account,
    instagram profile, from tiktok, on her tiktok, from her tiktok, from onlyfans, her onlyfans, from facebook, her facebook,
    from linkedin, her linkedin, from snapchat, from tinder, from twitch, from youtube, seen on instagram, seen on tiktok,
    from my gym, from my office, from my school, from my work, from my class, the actress from, the actor from, the actress who,
    the actor who, the actress in, the actor in, the actress playing, the singer from, the singer who sang, the model from,
    the woman from the news, president of the united states, president of the usa, president of america, us president,
    american president, president of france, french president, president of russia, russian president, german chancellor,
    chancellor of germany, the lady at my, the woman at my, the girl at my, the man at my, the lady from my, the woman from my,
    the girl from my, barista at my, works at my, weather presenter*, news presenter*, newsreader*, news anchor*, tv presenter*, prime minister of, the first lady, queen of england, king of england, the pope, founder of tesla,
    founder of facebook, founder of microsoft, ceo of`,
  relations: `my ex, my ex*wife, my neighbour*, my neighbor*, my coworker*, my co worker*, my colleague*, my boss, my teacher*,
    my classmate*, my roommate*, my flatmate*, my sister*, my stepsister*, my brother*, my mother*, my mom, my mum, my stepmom, my stepmother,
    my cousin*, my aunt, my wife, my girlfriend*, my boyfriend*, my husband, my crush, my friend, my landlady, my landlord,
    my trainer, my daughter*, my son, my niece, my nephew, my secretary, my student*, my professor, my therapist, my doctor, my grandmother*, my grandma*, my granny, my grandfather*, my uncle, my best friend`,
  like: `like, likeness, face of, head of, resembling, resembles, into, body of, as, image of, double of, twin of, version of,
    based on, photo of, picture of, replica of, copy of`,
}

const spanish: Pointing = {
  language: 'es',
  likeness: `doble de, igualita a mi, idéntica a mi, sosias de, deepfake*, cara de la actriz, la actriz de la, la actriz de titanic, el actor de,
    la actriz que, la cantante que, de instagram con, chica de instagram, vista en instagram, de su instagram, de tiktok, de facebook, de onlyfans,
    basada en una foto, basado en una foto, que conozco en la vida real, alguien que conozco, presidente de los estados unidos,
    el papa francisco, la reina de inglaterra`,
  relations: `mi ex, mi exnovi*, mi exmujer, mi exespos*, mi exmarido, mi vecin*, mi compañer*, mi jef*, mi profesor*, mi herman*, mi madre,
    mi prim*, mi tía, mi espos*, mi novi*, mi mejor amig*, mi amig*, mi hij*, mi alumn*, mi cuñad*`,
  like: 'como, cara de, rostro de, cuerpo de, igual a, igualita a, idéntica a, parecida a, parecido a, en, foto de',
}
const german: Pointing = {
  language: 'de',
  likeness: `doppelgängerin von, doppelgänger von, double von, deepfake*, zwilling von, die moderatorin vom, die moderatorin von, die schauspielerin aus, der schauspieler aus,
    die schauspielerin die, die schauspielerin von, die sängerin von, der sänger von, mädchen von instagram, frau von instagram, auf instagram gesehen,
    aus instagram, von ihrem instagram, von tiktok, von facebook, von onlyfans, als vorlage, nach einem foto von, nach dem foto, die ich kenne, den ich kenne,
    im echten leben, bundeskanzler*, bundespräsident*, präsident der vereinigten staaten, königin von england, der papst`,
  relations: `meine ex*, meiner ex*, mein ex*, meinem ex*, meine nachbarin, meiner nachbarin, mein nachbar, meinem nachbarn, meine kollegin,
    meiner kollegin, mein kollege, meine chefin, meiner chefin, mein chef, meine lehrerin, meiner lehrerin, meine mitschülerin, meiner mitschülerin,
    meine schwester, meiner schwester, meine mutter, meiner mutter, meine cousine, meiner cousine, meine frau, meiner frau, meine freundin,
    meiner freundin, meine tante, meine schwägerin, mein schwarm, meinem schwarm, meine oma, meiner oma, meine tochter, meiner tochter, meiner echten`,
  like: 'wie, gesicht von, gesicht, aussehen von, körper von, in, bild von, foto von, ähnlich, kopie von',
}
const french: Pointing = {
  language: 'fr',
  likeness: `sosie de, sosie d, deepfake*, jumelle de mon, le portrait craché, l actrice de, l acteur de, l actrice qui, l acteur qui, la chanteuse qui,
    vue sur instagram, vu sur instagram, fille d instagram, fille de instagram, de son instagram, sur son instagram, de tiktok, de facebook, d onlyfans, d après une photo,
    que je connais, président de la république, président des états unis, la reine d angleterre, le pape`,
  relations: `mon ex*, mon ancienne copine, ma voisin*, mon voisin, ma collègue, mon collègue, ma patronne, mon patron, ma prof*, mon prof*,
    ma camarade, ma sœur, mon frère, ma mère, ma cousine, ma tante, ma femme, ma copine, mon copain, mon mari, mon amie, ma fille, ma nièce,
    ma belle sœur, ma belle mère`,
  like: 'comme, visage de, tête de, corps de, ressemble à, ressemblant à, en, photo de, copie de',
}
const portuguese: Pointing = {
  language: 'pt',
  likeness: `sósia de, sósia da, sósia do, deepfake*, a atriz de, o ator de, a atriz que, a cantora que, do instagram dela, vista no instagram,
    garota do instagram, do tiktok, do facebook, do onlyfans, baseada em uma foto, que eu conheço, presidente dos estados unidos,
    presidente do brasil, a rainha da inglaterra, o papa francisco`,
  relations: `minha ex*, meu ex*, minha vizinh*, meu vizinh*, minha coleg*, meu coleg*, minha chef*, meu chef*, minha professor*, meu professor*,
    minha irmã, meu irmão, minha mãe, minha prim*, minha tia, minha espos*, minha namorad*, meu namorad*, minha amig*, minha filha, minha cunhad*`,
  like: 'como, rosto de, rosto da, cara de, cara da, corpo de, igual à, igual a, idêntica à, parecida com, em, na, foto de, foto da',
}
const italian: Pointing = {
  language: 'it',
  likeness: `sosia di, sosia della, deepfake*, gemella di mia, l attrice di, l attore di, l attrice che, l attore che, la cantante che, vista su instagram,
    ragazza di instagram, dal suo instagram, da tiktok, da facebook, da onlyfans, basata su una foto, che conosco, presidente degli stati uniti,
    la regina d inghilterra, papa francesco`,
  relations: `la mia ex, il mio ex, mia ex, la mia vicina, il mio vicino, la mia collega, il mio collega, la mia capa, il mio capo, la mia professoressa,
    la mia insegnante, la mia compagna di classe, mia sorella, mio fratello, mia madre, mia cugina, mia zia, mia moglie, la mia ragazza,
    la mia fidanzata, la mia amica, mia figlia, mia cognata`,
  like: 'come, volto di, volto della, viso di, faccia di, corpo di, identica a, uguale a, simile a, in, foto di',
}
const russian: Pointing = {
  language: 'ru',
  likeness: `двойник*, дипфейк*, точная копия, вылитая, актриса из титаника, актриса из фильма, актер из фильма, актриса которая, певица которая,
    девушка из инстаграма, из ее инстаграма, из инстаграма с, из тиктока, из фейсбука, по фото моей, которую я знаю, президент сша, президент россии,
    королева англии, папа римский`,
  relations: `моя бывшая, моей бывшей, мою бывшую, мой бывший, моя соседка, моей соседки, мою соседку, мой сосед, моя коллега, моей коллеги, мою коллегу,
    моя начальница, моя учительница, моей учительницы, моя одноклассница, моей одноклассницы, моя сестра, моей сестры, мою сестру, моя мать,
    моей матери, моя жена, моей жены, моя девушка, моей девушки, моя подруга, моей подруги, моя дочь`,
  like: 'как, лицом, похожа на, в, копия, фото',
}
const arabic: Pointing = {
  language: 'ar',
  likeness: `شبيهة, تزييف عميق, ديب فيك, الممثلة من فيلم, من انستغرام, من إنستغرام, من تيك توك, من فيسبوك, رئيس الولايات المتحدة, اعرفها في الحقيقة`,
  relations: `حبيبتي السابقة, زوجتي السابقة, صديقتي السابقة, جارتي, جاري, زميلتي, زميلي, مديرتي, معلمتي, مدرستي السابقة, اختي, امي, زوجتي, صديقتي, ابنتي`,
  like: 'تشبه, مثل, بوجه, وجه, صورة',
}
const hindi: Pointing = {
  language: 'hi',
  likeness: `हमशक्ल, डीपफेक, इंस्टाग्राम वाली, इंस्टाग्राम से, फेसबुक से, टिकटॉक से, फिल्म वाली अभिनेत्री, जिसे मैं जानता`,
  relations: `मेरी पूर्व, मेरी पड़ोसन, मेरा पड़ोसी, मेरी सहकर्मी, मेरी बॉस, मेरी शिक्षिका, मेरी टीचर, मेरी बहन, मेरी माँ, मेरी पत्नी, मेरी प्रेमिका, मेरी दोस्त,
    मेरी सहपाठी, मेरी बेटी`,
  like: 'जैसी, जैसा, चेहरा',
}
const chinese: Pointing = {
  language: 'zh',
  spaces: 'none',
  likeness: `一模一样, 换脸, 換臉, 深度伪造, 明星脸, 撞脸, 我认识的, 出演泰坦尼克的女演员, 微博上的, 抖音上的, 小红书上的, 美国总统, 教皇`,
  relations: `我的前女友, 我前女友, 我的前妻, 我前妻, 我前任, 我的前任, 我邻居, 我的邻居, 我同事, 我的同事, 我老板, 我的老板, 我老师, 我的老师, 我同学, 我的同学, 我妹妹, 我姐姐, 我的姐姐,
    我的妹妹, 我妈妈, 我表妹, 我老婆, 我女朋友, 我的女朋友, 我的女儿`,
  like: '像, 脸, 长得',
}
const japanese: Pointing = {
  language: 'ja',
  spaces: 'none',
  likeness: `にそっくり, 瓜二つ, ディープフェイク, 顔交換, 同じ顔, インスタで見た, インスタの彼女, ティックトックで見た, 知り合いの顔, 実在の人物の, 写真の人に, アメリカ大統領, ローマ法王`,
  relations: `元カノ, 元カレ, 元妻, 元夫, 隣に住んでいる, 隣人の, 私の同僚, 俺の同僚, 私の上司, 私の先生, 私の同級生, 私の妹, 私の姉, 私の母, 俺の妻, 私の妻, 俺の彼女, 僕の彼女, 私の友達の`,
  like: '顔, 似, ような',
}
const korean: Pointing = {
  language: 'ko',
  spaces: 'none',
  likeness: `닮은꼴, 도플갱어, 딥페이크, 얼굴 합성, 똑같이 생긴, 인스타에서 본, 인스타그램에서 본, 틱톡에서 본, 내가 아는 사람, 미국 대통령, 교황`,
  relations: `전 여자친구, 전 남자친구, 전여친, 전남친, 내 전처, 전처, 옆집 여자, 옆집 남자, 우리 옆집, 내 동료, 직장 동료, 내 상사, 우리 선생님, 내 선생님, 내 동창, 우리 누나, 우리 언니, 내 여동생, 우리 엄마,
    내 아내, 내 여자친구, 내 친구의`,
  like: '처럼, 얼굴, 같은, 닮은',
}

export const pointings: readonly Pointing[] = [
  english, spanish, german, french, portuguese, italian, russian, arabic, hindi, chinese, japanese, korean,
] // prettier-ignore
