import { toAscii } from './ascii.js'

/** Lines as they are written. */
export function textOf(lines: readonly string[], { isAscii }: { readonly isAscii: boolean }): string {
  const text = lines.map((line) => `${line}\n`).join('')
  return isAscii ? toAscii(text) : text
}

/** Sections with an empty line between them; those without lines are none. */
export function spaced(sections: readonly (readonly string[])[]): string[] {
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}
