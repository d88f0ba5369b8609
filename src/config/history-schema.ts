import { z } from 'zod'
import { storeSchemeOf } from '../stores/index.js'

const WRITE = 'write a path, s3://bucket/prefix/ or dynamodb://table/prefix/'

/** A folder of documents: a path, or a URI that a store knows. */
export const historySchema = z.string().superRefine((uri, context) => {
  if (uri === '') context.addIssue(`names no folder (${WRITE})`)
  else if (storeSchemeOf(uri) === null) context.addIssue(`can't be written to ${uri} (${WRITE})`)
  else if (/^[a-z][a-z0-9+.-]*:\/\/(\/|$)/i.test(uri)) {
    context.addIssue(`names no bucket or table in ${uri} (write e.g. s3://bucket/prefix/)`)
  }
})
