import { createHash } from 'node:crypto'
import { html, type Markup, trusted } from './markup.js'
import { STYLE } from './style.js'

/** The page around what is reported: nothing is loaded and nothing runs, whatever the data hold. */
export function documentOf(title: string, content: Markup): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${content}</body>
</html>
`
  return page.markup
}

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')
