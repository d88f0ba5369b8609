import { z } from 'zod'
import { storeSchemeOf } from '../stores/index.js'
import { pointerProblem, splitPointer } from '../stores/pointer.js'

const reference = z.string().superRefine((text, context) => {
  const { uri, pointer } = splitPointer(text)
  if (uri === '')
    context.addIssue('names no document (write a number, a path, s3://bucket/key or dynamodb://table/path, and #/json/pointer)')
  if (storeSchemeOf(uri) === null)
    context.addIssue(`can't be read from ${uri} (write a number, a path, s3://bucket/key or dynamodb://table/path)`)
  const problem = pointer === null ? null : pointerProblem(pointer)
  if (problem !== null) context.addIssue(`has a pointer that ${problem} (write e.g. production.json#/metrics/score)`)
})

/** A number, or where a JSON document holds it: a path, s3:// or dynamodb:// URI, with `#/json/pointer`. */
export const productionSchema = z
  .union([z.number(), reference], { error: 'must be a number, or a path, s3:// or dynamodb:// URI of a JSON document' })
  .describe('A number, or a JSON document (path, s3://… or dynamodb://…) with #/json/pointer to the number.')
