import type { Lexicon } from './lexicon.ts'

export const italian: Lexicon = {
  language: 'it',
  minors: `bambina*, bambine*, bambino, bambini, bambinesc*, bimba, bimbe, bimbo, bimbi, ragazzina*, ragazzine*, ragazzino,
    ragazzini, adolescente*, adolescenti, minorenne*, minorenni, minore di età, minori di età, una minore, un minore,
    liceale*, liceali, scolaretta*, scolaretto, scolara, scolaro, studentessa delle medie, studente delle medie,
    studentessa del liceo, studentessa delle superiori, alunna, alunno, divisa scolastica, uniforme scolastica,
    era piccola, eri piccola, era piccolo, eri piccolo, neonat*, fanciull*, ninfetta*, preadolescente*, alle elementari,
    alle medie, ringiovanisce fino`,
  harmless:
    'cicatrice minore, in la minore, in do minore, in re minore, in mi minore, libri per bambini, bambino interiore',
  schools: 'alle elementari, alle medie',
  educators: 'maestra, maestro, insegna*, professor*, docente',
  numbers: `uno=1, un=1, due=2, tre=3, quattro=4, cinque=5, sei=6, sette=7, otto=8, nove=9, dieci=10, undici=11, dodici=12,
    tredici=13, quattordici=14, quindici=15, sedici=16, diciassette=17, diciotto=18, diciannove=19, venti=20, trenta=30,
    quaranta=40, cinquanta=50`,
  units: 'annetti, anni di età, anni d età, primavere, enne, enni',
  years: 'anno, anni',
  months: 'mesi di vita, mesi di età',
  during: 'da, per, durante, dopo, ultimi, fa, oltre, entro, cane, gatto',
  lasting: 'di esperienza, di carriera, di danza, fa, dopo, insieme, di matrimonio',
  leads: 'avere, ha, ho, hai, aveva, compiuto, compie, compiere, età, eta, sembra, di, dimostra, sui, suoi',
  fillers: 'circa, appena, solo, quasi, avere, di, i, gli',
  then: 'e, con, ma, che, dai, dalle, ai',
  below: 'minore di, minori di, meno di, sotto i, non ancora',
  born: 'nata, nato, nascita',
  gradesAfter: 'elementare, media, superiore, liceo',
}
