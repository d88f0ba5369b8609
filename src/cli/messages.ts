import { recordText, unredactable } from '../core/record-text.js'
import { printable } from '../reporters/numbers.js'

/** What is told on stderr, for people or, with `--log-format json`, for machines. */
export type Message =
  /** Something needs a person; `hint` = what to do. */
  | { readonly level: 'error'; readonly message: string; readonly hint?: string | null }
  | { readonly level: 'bug' | 'warning'; readonly message: string }
  /** How far it is, what goes on. */
  | { readonly level: 'info'; readonly message: string; readonly hint?: string }
  /** A record that no store took, one line of JSON: it is kept here or nowhere. */
  | { readonly level: 'record'; readonly record: string }

export const LOG_FORMATS = ['text', 'json'] as const

export type LogFormat = (typeof LOG_FORMATS)[number]

export interface Messages {
  tell(message: Message): void
  setFormat(format: LogFormat): void
}

/** `write` takes whole lines. */
export function messages(write: (text: string) => void, now: () => Date): Messages {
  let format: LogFormat = 'text'
  return {
    tell: (message) => write(format === 'json' ? jsonLine(message, now()) : textLines(message)),
    setFormat: (chosen) => {
      format = chosen
    },
  }
}

function textLines(message: Message): string {
  if (message.level === 'record') return `${unredactable(message.record)}\n`
  const prefix = { error: 'error: ', bug: '', warning: 'warning: ', info: '' }[message.level]
  const hint = 'hint' in message && message.hint ? `hint: ${message.hint}\n` : ''
  return harmless(`${prefix}${message.message}\n${hint}`)
}

/** Values of the data stand in messages: none of them steers the terminal, or is a command to GitHub Actions. */
function harmless(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, printable).replaceAll(/\n(?=\s*(::|##\[))/g, '\ufffd')
}

function jsonLine(message: Message, time: Date): string {
  const head = { time: time.toISOString(), level: message.level }
  if (message.level === 'record') return `${JSON.stringify(head).slice(0, -1)},"record":${unredactable(message.record)}}\n`
  const { hint = null } = 'hint' in message ? message : {}
  return `${unredactable(recordText({ ...head, message: message.message, hint }))}\n`
}
