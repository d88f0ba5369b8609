import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Content, convertFiles, countMisplaced } from '../support/convert.js'
import { copyTo } from '../support/duckdb-parquet.js'
import { testWorld } from '../support/engine.js'

const world = testWorld()
const convert = (contents: Readonly<Record<string, Content>>, options: Parameters<typeof convertFiles>[2] = {}) =>
  convertFiles(contents, world, options)

/** The result of a query as CSV, compressed with Zstandard. */
async function zstd(query: string): Promise<Buffer> {
  const file = path.join(world.tmp, 'compressed.csv.zst')
  await copyTo(file, query, 'csv, COMPRESSION zstd')
  return readFileSync(file)
}

describe('CSV', () => {
  it('has a header; its columns get types from their values', async () => {
    const { rows, types } = await convert({
      'a.csv': 'id,label,score,day,at,zoned,ok,text\n1,0,0.5,2026-11-01,2026-11-01 10:00:00,2026-11-01T10:00:00+02:00,true,x\n',
    })
    expect(types).toEqual({
      id: 'BIGINT',
      label: 'BIGINT',
      score: 'DOUBLE',
      day: 'DATE',
      at: 'TIMESTAMP',
      zoned: 'TIMESTAMP WITH TIME ZONE',
      ok: 'BOOLEAN',
      text: 'VARCHAR',
    })
    expect(rows).toEqual([
      [
        {
          id: '1',
          label: '0',
          score: 0.5,
          day: '2026-11-01',
          at: '2026-11-01 10:00:00',
          zoned: expect.stringMatching(/^2026-11-01 08:00:00\+00/),
          ok: true,
          text: 'x',
        },
      ],
    ])
  })

  it('a column has one type in all files, from all rows', async () => {
    const { rows, types } = await convert({
      'a.csv': `score\n${'1\n'.repeat(3000)}`,
      'b.csv': `score\n${'2\n'.repeat(3000)}0.5\n`,
    })
    expect(types).toEqual({ score: 'DOUBLE' })
    expect(rows.map((file) => file.length)).toEqual([3000, 3001])
  })

  it.each([
    ['leading zeros', '007', 'VARCHAR'],
    ['an underscore', '1_000', 'VARCHAR'],
    ['a hexadecimal number', '0x10', 'VARCHAR'],
    ['a decimal comma', '"1,5"', 'VARCHAR'],
    ['a day that no calendar has', '2026-13-45', 'VARCHAR'],
    ['an American day', '11/01/2026', 'VARCHAR'],
    ['yes and no', 'yes', 'VARCHAR'],
    ['an integer of 64 bits', '9223372036854775807', 'BIGINT'],
    ['an integer of more than 64 bits', '12345678901234567890123', 'DECIMAL(38,0)'],
    ['an integer of more than 38 digits', '1'.repeat(39), 'VARCHAR'],
    ['an exponent', '1e-7', 'DOUBLE'],
    ['NaN', 'NaN', 'DOUBLE'],
    ['True', 'True', 'BOOLEAN'],
    ['an instant of UTC', '2026-11-01T10:00:00.123Z', 'TIMESTAMP'],
  ])('%s has the type %s → %s', async (_, text, type) => {
    expect((await convert({ 'a.csv': `x,y\n${text},1\n` })).types['x']).toBe(type)
  })

  it('integers and fractions are doubles, wherever the first fraction comes', async () => {
    const text = `x,y\n${'1,9007199254740993\n'.repeat(5000)}0.25,7\n`
    expect((await convert({ 'a.csv': text })).types).toEqual({ x: 'DOUBLE', y: 'BIGINT' })
  })

  it('an empty field is null, quoted or not; a column without values is a number only where it must be one', async () => {
    const { rows, types } = await convert({ 'a.csv': 'label,x,y\n,,"",\n'.replace(',\n', '\n').replace('"",', '""') })
    expect(rows).toEqual([[{ label: null, x: null, y: null }]])
    expect(types).toEqual({ label: 'DOUBLE', x: 'VARCHAR', y: 'VARCHAR' })
  })

  it('quotes, line breaks, delimiters and formulas within fields stay as they are', async () => {
    const text = 'id,text\r\n1,"a, ""b""\r\nc"\r\n2,=1+1\r\n3,\'; DROP TABLE x\r\n4,# none\r\n'
    const { rows } = await convert({ 'a.csv': text })
    expect(rows[0]?.map(({ text }) => text)).toEqual(['a, "b"\r\nc', '=1+1', "'; DROP TABLE x", '# none'])
  })

  it.each([
    ['semicolons', 'id;x\n1;0,5\n', ['id', 'x']],
    ['tabs', 'id\tx, y\n1\t2\n', ['id', 'x, y']],
    ['bars', 'id|x\n1|2\n', ['id', 'x']],
    ['a byte order mark', '\ufeffid,x\n1,2\n', ['id', 'x']],
    ['line ends of old Macs', 'id,x\r1,2\r', ['id', 'x']],
    ['no last line end', 'id,x\n1,2', ['id', 'x']],
    ['quoted names with line breaks', '"id","a\nb"\n1,2\n', ['id', 'a\nb']],
    ['spaces around names', 'id, x \n1,2\n', ['id', 'x']],
    ['row numbers without a name', ',x\n0,2\n', ['column0', 'x']],
    ['hostile names', `id,"x') --""'"\n1,2\n`, ['id', `x') --"'`]],
  ])('%s', async (_, text, names) => {
    const { rows, types } = await convert({ 'a.csv': text })
    expect([Object.keys(types), rows[0]?.length]).toEqual([names, 1])
  })

  it('without a header, the columns are named in order', async () => {
    const { rows } = await convert({ 'a.csv': '1,x\n2,y\n' }, { columnNames: ['id', 'text'] })
    expect(rows).toEqual([
      [
        { id: '1', text: 'x' },
        { id: '2', text: 'y' },
      ],
    ])
  })

  it('files may have their columns in another order, and more of them', async () => {
    const { rows } = await convert({ 'a.csv': 'id,x\n1,2\n', 'b.csv': 'y,X,id\n5,6,7\n' })
    expect(rows).toEqual([[{ id: '1', x: '2' }], [{ id: '7', x: '6', y: '5' }]])
  })

  it('files without rows have none, and the columns of the others', async () => {
    const { rows, types } = await convert({ 'a.csv': '', 'b.csv': 'id,x\n', 'c.csv': 'id,x\n1,0.5\n' })
    expect(rows).toEqual([[], [], [{ id: '1', x: 0.5 }]])
    expect(types).toEqual({ id: 'BIGINT', x: 'DOUBLE' })
  })

  it('only what is wanted is taken, unless something that is required is missing', async () => {
    const take = async (required: string[]) =>
      (await convert({ 'a.csv': 'id,a,b\n1,2,3\n' }, { names: ['ID', 'b', 'c'], required })).types
    expect(Object.keys(await take(['id']))).toEqual(['id', 'b'])
    expect(Object.keys(await take(['id', 'c']))).toEqual(['id', 'a', 'b'])
  })

  it('gzip is read by the bytes, also of several members, whatever the name says', async () => {
    const text = Buffer.concat([gzipSync('id,x\n1,2\n'), gzipSync('3,4\n')])
    const { rows } = await convert({ 'a.csv': text, 'b.csv.gz': gzipSync('id,x\n5,6\n'), 'c.csv.gz': 'id,x\n7,8\n' })
    expect(rows).toEqual([
      [
        { id: '1', x: '2' },
        { id: '3', x: '4' },
      ],
      [{ id: '5', x: '6' }],
      [{ id: '7', x: '8' }],
    ])
  })

  it('Zstandard is read, if it is whole', async () => {
    const whole = await zstd('SELECT i AS id, i / 2 AS x FROM range(50000) t(i)')
    expect((await convert({ 'a.csv.zst': whole, 'b.csv': whole })).rows.map((file) => file.length)).toEqual([50_000, 50_000])
    for (const cut of [1, 100, whole.length - 20]) {
      await expect(convert({ 'a.csv.zst': whole.subarray(0, -cut) })).rejects.toThrow("s3://lake/a.csv.zst can't be decompressed")
    }
  })

  it('files that are all empty have the columns that are wanted, or none that could be told', async () => {
    const contents = { 'a.csv': '', 'b.csv.gz': gzipSync('') }
    expect(await convert(contents, { names: ['label', 'x'] })).toEqual({
      rows: [[], []],
      types: { label: 'DOUBLE', x: 'VARCHAR' },
    })
    await expect(convert(contents)).rejects.toThrow('s3://lake/a.csv is empty, and so is 1 other: no file names the columns')
    expect((await convert({ 'a.csv.out': '' }, { numbers: ['score'] })).types).toEqual({ score: 'DOUBLE' })
  })

  it('a name that the engine would take for a pattern is that of one file', async () => {
    const { rows } = await convert({ 'a[1].csv': 'x\n1\n', 'a1.csv': 'x\n2\n', 'dt=2026-11-01/b*.csv': 'x\n3\n' })
    expect(rows).toEqual([[{ x: '1' }], [{ x: '2' }], [{ x: '3' }]])
  })

  it('rows keep their order, in files of several buffers that are read in parallel', async () => {
    const lines = Array.from({ length: 600_000 }, (_, row) => `${row},${'x'.repeat(40 + (row % 80))}`)
    const content = `id,text\n${lines.join('\n')}\n`
    expect(await countMisplaced('a.csv', content, world)).toEqual({ rows: '600000', misplaced: '0' })
  })

  it('a line may have megabytes', async () => {
    const { rows } = await convert({ 'a.csv': `id,text\n1,${'x'.repeat(10_000_000)}\n2,y\n` })
    expect(rows[0]?.map(({ text }) => String(text).length)).toEqual([10_000_000, 1])
  })
})

describe('CSV that can not be read', () => {
  it('an interruption ends it and leaves nothing behind', async () => {
    const stop = new AbortController()
    const own = testWorld({ signal: stop.signal })
    const converting = convertFiles({ 'a.csv': `x,y\n${'1,2\n'.repeat(500_000)}` }, own)
    stop.abort()
    await expect(converting).rejects.toMatchObject({ kind: 'interrupted' })
    expect(readdirSync(own.tmp).filter((name) => name.startsWith('ctrain-'))).toEqual([])
  })

  const csv = (text: Content) => ({ 'a.csv': 'x,y\n1,2\n', 'bad.csv': text })
  const gz = gzipSync(`x,y\n${Array.from({ length: 9999 }, (_, row) => `${row},${row * 7}\n`).join('')}`)
  const spoilt = Buffer.from(gz)
  spoilt.fill(7, 2000, 2040)

  it.each([
    ['a column too many', 'x,y\n1,2\n3,4,5\n', 'bad.csv, line 3: 3 columns instead of 2'],
    ['a column too few, far down', `x,y\n${'1,2\n'.repeat(99_999)}3\n`, 'bad.csv, line 100001: 1 column instead of 2'],
    ['a quote that does not end', 'x,y\n1,"2\n', 'bad.csv, line 2: a quoted field does not end'],
    [
      'text after a quote',
      'x,y\n1,"2" inch\n',
      'bad.csv, line 2: a quoted field does not end, or text follows its closing quote',
    ],
    ['Latin-1', Buffer.from('x,y\n1,caf\xe9\n', 'latin1'), 'bad.csv, line 2: is not UTF-8'],
    ['UTF-16', Buffer.from('\ufeffx,y\n', 'utf16le'), 'bad.csv is UTF-16'],
    ['Parquet', 'PAR1 and so on PAR1', 'bad.csv is Parquet, not text'],
    ['binary', Buffer.from([66, 90, 104, 0, 0, 1, 2]), 'bad.csv is no text'],
    ['mixed line ends', 'x,y\r\n1,2\n', 'bad.csv: its quotes or line ends are inconsistent'],
    ['two columns of one name', 'x,X\n1,2\n', 'bad.csv has two columns "X"'],
    ['truncated gzip', gz.subarray(0, -500), "bad.csv can't be decompressed: unexpected end of file"],
    ['damaged gzip', spoilt, "bad.csv can't be decompressed: "],
    ['an endless line', `x,y\n1,${'x'.repeat(17_000_000)}\n`, 'bad.csv, line 2: the line is longer than 16 MB'],
  ])('%s is told with its file', async (_, text, message) => {
    await expect(convert(csv(text))).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining(`s3://lake/${message}`),
    })
  })

  it('a header in spite of column_names, and another number of columns, are told', async () => {
    const options = { columnNames: ['id', 'x'] }
    await expect(convert({ 'a.csv': 'ID,x\n1,2\n' }, options)).rejects.toThrow(
      's3://lake/a.csv has a header, and dataset.column_names is for files that have none',
    )
    await expect(convert({ 'a.csv': '1,2,3\n' }, options)).rejects.toThrow('s3://lake/a.csv, line 1: 3 columns instead of 2')
  })
})
