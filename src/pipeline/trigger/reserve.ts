import { parseReservation, type Reservation, type StartRecord } from './record-schema.js'
import type { FaultTolerantStore } from './record-store.js'

/**
 * The reservation that holds: that of whoever was first, or the own one. One of another template is replaced where
 * `mayReplace`; whoever loses that race takes what the winner wrote. The own one is used where the store fails.
 */
export async function reserveIn(
  store: FaultTolerantStore,
  uri: string,
  reservation: Reservation,
  mayReplace: boolean,
): Promise<Reservation> {
  const text = documentText(reservation)
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const created = await store.ask((open) => open.create(uri, text), { uri, record: reservation })
    if (created?.value !== 'exists') return reservation
    const former = (await store.ask((open) => open.find(uri)))?.value ?? null
    const held = former === null ? null : parseReservation(former.text, uri)
    if (former === null || held === null) continue
    if (!mayReplace || held.inputTemplateHash === reservation.inputTemplateHash) return held
    const replaced = await store.ask((open) => open.replace(uri, text, former), { uri, record: reservation })
    if (replaced?.value !== 'changed') return reservation
  }
  return reservation
}

/** Hosts with different configs that reserve the same attempt at once may replace what another has written. */
const MOST_TRIES = 5

/** A record as its document. The input stays to the letter: others send it. */
export function documentText(record: Reservation | StartRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`
}
