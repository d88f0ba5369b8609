import { literal } from '../../../core/sql.js'

/** What a line of the output of a batch transform holds. */
export type Shape =
  | { readonly kind: 'value' | 'object' }
  | { readonly kind: 'list'; readonly length: number }
  /** SageMaker joined it with the input. */
  | { readonly kind: 'joined'; readonly output: Shape }
  /** The predictions of several rows. */
  | { readonly kind: 'batch'; readonly each: Shape }

/** The shape of a JSON value. */
export function shapeOf(json: string): Shape {
  // What Python writes for floats that JSON has no words for.
  return shapeOfValue(JSON.parse(json.replaceAll(/\bNaN\b|-?\bInfinity\b/g, 'null')))
}

function shapeOfValue(value: unknown): Shape {
  if (Array.isArray(value)) return { kind: 'list', length: value.length }
  if (typeof value !== 'object' || value === null) return { kind: 'value' }
  if ('SageMakerOutput' in value) return { kind: 'joined', output: shapeOfValue(value.SageMakerOutput) }
  const several: unknown = 'predictions' in value ? value.predictions : null
  return Array.isArray(several) && several.length > 0 ? { kind: 'batch', each: shapeOfValue(several[0]) } : { kind: 'object' }
}

/** How many values a shape has without their names; 0 = its values are named. */
export function countUnnamed(shape: Shape): number {
  if (shape.kind === 'list') return shape.length
  if (shape.kind === 'joined') return countUnnamed(shape.output)
  if (shape.kind === 'batch') return countUnnamed(shape.each)
  return shape.kind === 'value' ? 1 : 0
}

/** SQL for whether a JSON value has a shape. */
export function hasShape(shape: Shape, value: string): string {
  switch (shape.kind) {
    case 'value':
      return `json_type(${value}) NOT IN ('ARRAY', 'OBJECT')`
    case 'object':
      return `json_type(${value}) = 'OBJECT'`
    case 'list':
      return `json_type(${value}) = 'ARRAY' AND json_array_length(${value}) = ${shape.length}`
    case 'joined':
      return `json_exists(${value}, '$.SageMakerOutput') AND ${hasShape(shape.output, outputOf(value))}`
    case 'batch':
      return `json_type(json_extract(${value}, '$.predictions')) = 'ARRAY'`
  }
}

/** SQL for a JSON value of a shape as a flat object; `names` are those of its values without names. */
export function flatObject(shape: Shape, value: string, names: readonly string[]): string {
  switch (shape.kind) {
    case 'value':
      return `json_object(${literal(names[0] ?? '')}, ${value})`
    case 'list':
      return `json_object(${names.map((name, index) => `${literal(name)}, json_extract(${value}, '$[${index}]')`).join(', ')})`
    case 'joined': {
      const input = `json_extract(${value}, '$.SageMakerInput')`
      const given = `CASE WHEN json_type(${input}) = 'OBJECT' THEN ${input} ELSE '{}' END`
      const rest = `json_merge_patch(${value}, '{"SageMakerInput": null, "SageMakerOutput": null}')`
      return `json_merge_patch(${given}, json_merge_patch(${rest}, ${flatObject(shape.output, outputOf(value), names)}))`
    }
    case 'batch':
    case 'object':
      return value
  }
}

function outputOf(value: string): string {
  return `json_extract(${value}, '$.SageMakerOutput')`
}
