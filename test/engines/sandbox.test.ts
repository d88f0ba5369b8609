import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Connection, connect } from '../../src/engines/duckdb/connection.js'
import { writeParquet } from '../support/parquet.js'
import { createTestIo } from '../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-sandbox-'))
const allowed = path.join(folder, 'allowed.parquet')
const neighbour = path.join(folder, 'neighbour.parquet')
const io = createTestIo([])
let connection: Connection

beforeAll(async () => {
  await writeParquet(allowed, { a: 'INT32' }, [{ a: 1 }])
  await writeParquet(neighbour, { a: 'INT32' }, [{ a: 2 }])
  writeFileSync(path.join(folder, 'secret.txt'), 'secret')
  connection = await connect([allowed], {}, io)
})

afterAll(() => connection.close())

describe('the sandbox of the engine, should a predicate ever get past the parser', () => {
  it('reads the files of the dataset', async () => {
    expect(await connection.rows(`SELECT a FROM read_parquet(['${allowed}'])`)).toEqual([[1]])
  })

  it('sees time stamps in UTC, whatever the machine’s time zone', async () => {
    const [row] = await connection.rows(
      "SELECT hour(TIMESTAMPTZ '2026-11-01 00:30:00+00'), strftime(TIMESTAMPTZ '2026-11-01 00:30:00+00', '%d')",
    )
    expect(row).toEqual([0n, '01'])
  })

  it.each([
    ['a neighbour of a data file', `SELECT * FROM read_parquet('${neighbour}')`],
    ['a text file', `SELECT * FROM read_text('${folder}/secret.txt')`],
    ['/etc/passwd', "SELECT * FROM read_csv('/etc/passwd')"],
    ['a folder listing', `SELECT * FROM glob('${folder}/*')`],
    ['the web', "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')"],
    ['S3 on its own', "SELECT * FROM read_parquet('s3://bucket/x.parquet')"],
    ['another database', `ATTACH '${folder}/x.db'`],
    ['a copy to disk', `COPY (SELECT 1) TO '${folder}/out.csv'`],
    ['an export', `EXPORT DATABASE '${folder}/export'`],
    ['an extension', 'INSTALL httpfs'],
    ['loading an extension', 'LOAD httpfs'],
    ['opening the lock', 'SET enable_external_access = true'],
    ['another setting', "SET temp_directory = '/'"],
    ['a pragma', 'PRAGMA threads = 1'],
    ['a secret', "CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')"],
  ])('refuses %s', async (_, sql) => {
    await expect(connection.rows(sql)).rejects.toThrow(/Error/)
    expect(existsSync(path.join(folder, 'out.csv'))).toBe(false)
  })

  it('removes its temporary files when it closes', async () => {
    const own = createTestIo([])
    const other = await connect([], {}, own)
    expect(readdirSync(own.tmp)).toHaveLength(1)
    await other.close()
    expect(readdirSync(own.tmp)).toEqual([])
  })
})
