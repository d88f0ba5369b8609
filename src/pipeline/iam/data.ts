import { awsSettings } from '../aws-settings.js'
import { holdoutOf } from '../baseline/holdout.js'
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

/** The same of the dataset that the production score is measured on. */
export const holdoutNeeds: Needs = (subject) => dataNeeds({ ...subject, model: holdoutOf(subject.model, subject.config).model })
