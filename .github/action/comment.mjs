// Writes the report into one comment of the pull request; the comment of an earlier run is replaced.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tell } from './host.mjs'

/** GitHub takes 65,536 characters. */
const MAX_CHARACTERS = 65_000
const PAGE = 100

const { env } = process
const { pull_request: pullRequest } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'))

if (pullRequest === undefined) tell('notice', 'no comment was written: this run is not that of a pull request')
else {
  // A comment is for people: that it could not be written changes no verdict.
  await comment(pullRequest.number).catch((error) => tell('warning', `the comment could not be written: ${error.message}`))
}

async function comment(number) {
  const comments = `/repos/${env.GITHUB_REPOSITORY}/issues/${number}/comments`
  const own = marker()
  const id = await find(comments, own)
  const body = `${own}\n${report()}`
  if (id === null) await request('POST', comments, { body })
  else await request('PATCH', `/repos/${env.GITHUB_REPOSITORY}/issues/comments/${id}`, { body })
}

/** Not seen by readers; tells apart the comments of several jobs. */
function marker() {
  const parts = [env.GITHUB_WORKFLOW, env.GITHUB_JOB, env.COMMENT_KEY]
  return `<!-- ctrain ${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)} -->`
}

async function find(comments, own) {
  for (let page = 1; ; page++) {
    const found = await request('GET', `${comments}?per_page=${PAGE}&page=${page}`)
    const earlier = found.find(({ body }) => body?.startsWith(own))
    if (earlier !== undefined) return earlier.id
    if (found.length < PAGE) return null
  }
}

function report() {
  const text = readFileSync(env.MARKDOWN, 'utf8')
  if (text.length <= MAX_CHARACTERS) return text
  return `The report of ctrain is too long for a comment: see the summary of the job.\n`
}

async function request(method, path, body) {
  const response = await fetch(`${env.GITHUB_API_URL}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${env.GITHUB_TOKEN}`,
      'user-agent': 'ctrain',
      'x-github-api-version': '2022-11-28',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}`)
  return await response.json()
}
