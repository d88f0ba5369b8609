import { historyOf, recordFolder } from '../history-place.js'
import { documentGrants } from './documents.js'
import type { Needs } from './subject.js'

/** How the names of the documents begin that `ctrain doctor` writes and removes. */
export const PROBE = '.doctor-'

/** To record runs and drift events, and to read them. Nothing recorded is ever removed. */
export const historyNeeds: Needs = ({ name, model, config, place }) => {
  const history = historyOf(name, config)
  if (history === null) return []
  const [runs, events] = [recordFolder(history, 'runs', name), recordFolder(history, 'events', name)]
  const probed = model.retrain === undefined ? [runs] : [runs, events]
  return [
    ...documentGrants('KeepHistory', { uris: [`${runs}*`, `${events}*`], uses: ['read', 'write', 'list'] }, place),
    ...documentGrants('RemoveProbe', { uris: probed.map((folder) => `${folder}${PROBE}*`), uses: ['remove'] }, place),
  ]
}
