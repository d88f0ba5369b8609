// What the runner of GitHub Actions is told on stdout.

/** Shows a message with the run. `level`: notice, warning or error. */
export function tell(level, message) {
  const escaped = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  process.stdout.write(`::${level} title=ctrain::${escaped}\n`)
}

export function exit(code, message) {
  tell('error', message)
  process.exit(code)
}
