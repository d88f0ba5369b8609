/** What reports draw and write, for terminals and readers that have nothing but ASCII. */
const SIGNS: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '●': 'o',
  '◆': '*',
  '├': '[',
  '┤': ']',
  '◂': '<',
  '▸': '>',
  '─': '-',
  '│': '|',
  '┼': '|',
  '█': '#',
  '▉': '#',
  '▊': '#',
  '▋': '#',
  '▌': '#',
  '▍': ' ',
  '▎': ' ',
  '▏': ' ',
  '░': '-',
  '▲': '^',
  '±': '+-',
  '×': 'x',
  '−': '-',
  '–': '-',
  '—': '-',
  '≤': '<=',
  Σ: 'sum of',
  '…': '...',
  '→': '->',
  '·': '-',
  '•': '*',
  '’': "'",
  '\ufffd': '?',
  '\u2068': '',
  '\u2069': '',
}

const ANY = new RegExp(`[${Object.keys(SIGNS).join('')}]`, 'gu')

/** A text with the signs of reports in ASCII; some get longer. Other characters, such as those of names, stay. */
export function toAscii(text: string): string {
  return text.replaceAll(ANY, (sign) => SIGNS[sign] ?? sign)
}
