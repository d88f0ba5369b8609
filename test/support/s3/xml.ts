/** An element with text (escaped) or with children that are XML already. */
export function element(name: string, content: string | readonly string[]): string {
  return `<${name}>${typeof content === 'string' ? escapeText(content) : content.join('')}</${name}>`
}

export function document(root: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${root}`)
}

/** Like S3, characters that a parser would normalise or refuse become numeric references. */
function escapeText(text: string): string {
  return text.replace(/[&<>"]|[\u0000-\u001f\u007f]/g, (character) => NAMED[character] ?? `&#x${hex(character)};`)
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
}
