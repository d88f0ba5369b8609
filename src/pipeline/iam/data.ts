import { awsSettings } from '../aws-settings.js'
import { partsOf, settingsOf } from '../dataset-parts.js'
import { listing } from './documents.js'
import { sourceAccess } from './source-patterns.js'
import type { Needs } from './subject.js'

/** To list and read the dataset. Unsigned requests need no policy. */
export const dataNeeds: Needs = ({ model, config, place: { partition } }) => {
  if (awsSettings(config, model.dataset).anonymous === true) return []
  const sources = partsOf(model).flatMap((part) => settingsOf(part, model).sources)
  return sources.flatMap((source) => {
    const access = sourceAccess(source)
    if (access === null) return []
    const { bucket, keys, prefix } = access
    const resources = keys.map((key) => `arn:${partition}:s3:::${bucket}/${key}`)
    return [{ sid: 'ReadData', actions: ['s3:GetObject'], resources }, listing(bucket, [prefix], partition)]
  })
}
