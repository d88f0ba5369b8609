import { z } from 'zod'
import { type Config, findModel } from '../config/load.js'
import type { Readings } from '../config/metric-schema.js'
import { digest } from './fingerprint.js'

/** Changes when what a model's verdict and training depend on does: its part of the config, defaults filled in. */
export function configHash(name: string, config: Config): string {
  const model = findModel(config, name)
  const what = {
    ...config.defaults,
    ...LEFT_OUT,
    model: { ...model, ...LEFT_OUT, metric: essence(model.metric), also: model.also.map(essence) },
  }
  return `sha256:${digest(z.json().parse(JSON.parse(JSON.stringify(what))))}`
}

/** Where results go, which may be secret, and what only makes a run faster. */
const LEFT_OUT = { history: undefined, notify: undefined, memory_limit: undefined, threads: undefined }

/** What a config says of a metric, without what ctrain says of it. */
function essence(readings: Readings) {
  return readings.map(({ metric, params }) => ({
    name: metric.name,
    task: metric.task,
    params,
    own: metric.kind === 'custom' ? [metric.direction, metric.spec] : null,
  }))
}
