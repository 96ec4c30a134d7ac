import type { Lexicon } from './lexicon.ts'

/** Spanish without its tilde (anos) is read here, so the Spanish numbers stand here too. */
export const portuguese: Lexicon = {
  language: 'pt',
  minors: `criança*, crianca*, menina, meninas, menininha*, menino, meninos, menininho*, garotinha*, garotinho*, novinha*,
    novinho*, adolescente*, adolescência de volta, menor de idade, menores de idade, colegial, colegiais, estudante do ensino médio,
    aluna do ensino médio, aluno do ensino médio, estudante do ensino fundamental, aluna do ensino fundamental, uniforme escolar,
    uniforme de colegial, uniforme da escola, bebê recém nascid*, quando era pequen*, era criança, pré adolescente*,
    ninfeta*, rejuvenesce até, moleque*, molecote*, pirralh*, puberdade`,
  harmless: 'livros para crianças, sem filhos, criança interior, menina dos olhos, menina do rio',
  schools: `nono ano, oitavo ano, sétimo ano, sexto ano, quinto ano, quarto ano, primeiro ano do, segundo ano do,
    terceiro ano do`,
  educators: 'professor*, docente*, ensina*',
  numbers: `um=1, uma=1, dois=2, duas=2, três=3, quatro=4, cinco=5, seis=6, sete=7, oito=8, nove=9, dez=10, onze=11, doze=12,
    treze=13, catorze=14, quatorze=14, quinze=15, dezesseis=16, dezasseis=16, dezessete=17, dezassete=17, dezoito=18,
    dezenove=19, dezanove=19, vinte=20, trinta=30, quarenta=40, cinquenta=50, sessenta=60, setenta=70, oitenta=80, noventa=90,
    cem=100, cuatro=4, cinco=5, siete=7, ocho=8, nueve=9, diez=10, once=11, doce=12, trece=13, quince=15, dieciseis=16,
    diecisiete=17, dieciocho=18, diecinueve=19, veinte=20, treinta=30, cuarenta=40, cincuenta=50, sesenta=60`,
  and: 'e, y',
  units: 'aninhos, anos de idade, primaveras',
  years: 'ano, anos',
  months: 'meses de idade, meses de vida',
  during: `há, ha, faz, durante, desde, por, após, últimos, ultimos, lleva, llevo, hace,
    cachorro, gato, perro`,
  lasting:
    'de experiência, de experiencia, bailando, de baile, de dança, de carreira, de casad*, atrás, depois, dançando, juntos, de casamento',
  leads: 'ter, tem, tenho, tinha, fez, fazer, completou, idade, aparenta, parece, com, de uns, aos, seus',
  fillers: 'uns, cerca, apenas, só, quase, ter, de, mal',
  goesOn: 'e, com, mas, que, no, na',
  below: 'menor de, menores de, menos de, ainda não',
  born: 'nascida, nascido, nasceu, nascimento',
  gradesAfter: 'ano do fundamental, série, ano do ensino',
}
