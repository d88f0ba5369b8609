const TOPIC = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:([A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo)$/
const BUS = /^arn:aws[a-z-]*:events:([a-z0-9-]+):\d{12}:event-bus\/[/.\-_A-Za-z0-9]{1,256}$/

export function isTopicArn(text: string): boolean {
  return TOPIC.test(text)
}

/** Whether the text is the name of an event bus or its ARN. */
export function isEventBus(text: string): boolean {
  return BUS.test(text) || /^[/.\-_A-Za-z0-9]{1,256}$/.test(text)
}

/** The region in the ARN of a topic or a bus; undefined = it is a name. */
export function regionOfAddress(text: string): string | undefined {
  return (TOPIC.exec(text) ?? BUS.exec(text))?.[1]
}

/** An event bus as messages and policies name it. */
export function resourceOfBus({ bus }: { readonly bus: string }): string {
  return bus.startsWith('arn:') ? bus : `event bus ${bus}`
}

/** Why a text can't be the address of a webhook, without the text, which may hold a token; null = it can. */
export function webhookProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is no URL (write https://…)'
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return 'has credentials in it (send them in headers)'
  if (protocol === 'https:' || (protocol === 'http:' && LOCAL.has(hostname))) return null
  return 'does not start with https:// (only a webhook on localhost may do without)'
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])
