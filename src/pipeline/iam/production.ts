import { splitPointer } from '../../stores/pointer.js'
import { awsSettings } from '../aws-settings.js'
import { documentGrants } from './documents.js'
import type { Needs, Subject } from './subject.js'

/** To read the production score. */
export const productionNeeds: Needs = (subject) => {
  const uri = signedUri(subject)
  return uri === null ? [] : documentGrants('ReadProductionScore', { uris: [uri], uses: ['read'] }, subject.place)
}

/** To store a new one, with the former ones beside it. */
export const baselineNeeds: Needs = (subject) => {
  const uri = signedUri(subject)
  if (uri === null) return []
  return [
    ...documentGrants('WriteProductionScore', { uris: [uri], uses: ['write'] }, subject.place),
    ...documentGrants('KeepFormerScores', { uris: [`${uri}.revisions/*`], uses: ['read', 'write', 'list'] }, subject.place),
  ]
}

/** Null = there is no document, or it is public. */
function signedUri({ model, config }: Subject): string | null {
  const score = model.production?.score
  return typeof score !== 'string' || awsSettings(config).anonymous === true ? null : splitPointer(score).uri
}
