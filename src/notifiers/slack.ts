import type { Notification } from '../core/notification.js'
import { type Summary, summaryOf } from '../core/notification-summary.js'

/** A message for incoming webhooks of Slack, as JSON: blocks, and a text for where these are not shown. */
export function slackText(notification: Notification): string {
  const summary = summaryOf(notification)
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: cut(summary.title, 150), emoji: false } },
    ...section(summary.facts.map(([label, text]) => `*${escaped(label)}* ${escaped(text)}`)),
    ...section(summary.reasons.map((reason) => `• ${escaped(reason)}`)),
    ...section(sliceLines(summary)),
    { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(`ctrain, ${notification.at}`) }] },
  ]
  return JSON.stringify({ text: escaped(summary.title), blocks })
}

function sliceLines({ slices, slicesOmitted }: Summary): string[] {
  if (slices.length === 0) return []
  const more = slicesOmitted === 0 ? [] : [`• and ${slicesOmitted} more`]
  return ['*slices, worst first*', ...slices.map((slice) => `• ${escaped(slice)}`), ...more]
}

/** Slack takes 3000 characters. */
function section(lines: readonly string[]) {
  return lines.length === 0 ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: cut(lines.join('\n'), 3000) } }]
}

/** The three characters that mean something to Slack; without them, nobody can be mentioned. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
