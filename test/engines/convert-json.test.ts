import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Content, convertFiles, countMisplaced } from '../support/convert.js'
import { testWorld } from '../support/engine.js'

const world = testWorld()
const convert = (contents: Readonly<Record<string, Content>>, options: Parameters<typeof convertFiles>[2] = {}) =>
  convertFiles(contents, world, options)

describe('JSON Lines', () => {
  it('has an object per line, whose values keep their types; strings stay strings, unless all are dates', async () => {
    const { rows, types } = await convert({
      'a.jsonl': `${JSON.stringify({ id: 1, score: 0.5, ok: true, zip: '01', n: '5', day: '2026-11-01', at: '2026-11-01T10:00:00Z', odd: '12-11-10', uuid: 'AAAAAAAA-0000-0000-0000-000000000000', s: { a: [1] } })}\n`,
    })
    expect(types).toEqual({
      id: 'BIGINT',
      score: 'DOUBLE',
      ok: 'BOOLEAN',
      zip: 'VARCHAR',
      n: 'VARCHAR',
      day: 'DATE',
      at: 'TIMESTAMP',
      odd: 'VARCHAR',
      uuid: 'VARCHAR',
      s: 'STRUCT(a BIGINT[])',
    })
    expect(rows[0]?.[0]).toMatchObject({ odd: '12-11-10', uuid: 'AAAAAAAA-0000-0000-0000-000000000000', s: { a: ['1'] } })
  })

  it('an instant with an offset is that instant', async () => {
    const { rows } = await convert({ 'a.json': '{"at":"2026-11-01T10:00:00+02:00"}\n' })
    expect(rows[0]?.[0]?.['at']).toMatch(/^2026-11-01 08:00:00\+00/)
  })

  it('a key that a line, or a whole file, lacks is null', async () => {
    const { rows } = await convert({ 'a.ndjson': '{"id":1}\n\n{"id":2,"x":5}\n', 'b.ndjson': '{"y":0.5,"id":3}\n' })
    expect(rows).toEqual([
      [
        { id: '1', x: null, y: null },
        { id: '2', x: '5', y: null },
      ],
      [{ id: '3', x: null, y: 0.5 }],
    ])
  })

  it('one array may stand for all lines, with space before it', async () => {
    expect((await convert({ 'a.json': '\n  [{"x":1},\n{"x":2}]\n' })).rows).toEqual([[{ x: '1' }, { x: '2' }]])
  })

  it('an array of nothing has no rows, beside others or alone', async () => {
    const { rows } = await convert({ 'a.json': '[]', 'b.json': '[{"x":1}]' })
    expect(rows).toEqual([[], [{ x: '1' }]])
    expect((await convert({ 'a.json': '[\n]\n' }, { names: ['label'] })).rows).toEqual([[]])
  })

  it.each(['{}\n{}\n', '[{}]', '[1,2]'])('the file without any key is told: %j', async (content) => {
    await expect(convert({ 'b.json': content })).rejects.toMatchObject({
      kind: 'data',
      message: 's3://lake/b.json has no JSON object with keys',
    })
  })

  it('keys and types come from all rows', async () => {
    const { types } = await convert({ 'a.json': `${'{"x":1}\n'.repeat(30_000)}{"x":0.5,"late":1}\n` })
    expect(types).toEqual({ x: 'DOUBLE', late: 'BIGINT' })
  })

  it.each([
    ['9007199254740993', 'BIGINT', '9007199254740993'],
    ['18446744073709551615', 'DECIMAL(38,0)', '18446744073709551615'],
    ['-5}\n{"x":18446744073709551615', 'DECIMAL(38,0)', '-5'],
    ['123456789012345678901234567890', 'DECIMAL(38,0)', '123456789012345678901234567890'],
    ['0.1}\n{"x":NaN', 'DOUBLE', 0.1],
    ['1}\n{"x":"a"', 'VARCHAR', '1'],
    ['null', 'VARCHAR', null],
  ])('the number %s is a %s', async (text, type, value) => {
    const { types, rows } = await convert({ 'a.json': `{"x":${text}}\n` })
    expect([types['x'], rows[0]?.[0]?.['x']]).toEqual([type, value])
  })

  it('a label that is null everywhere is a number', async () => {
    expect((await convert({ 'a.json': '{"label":null,"id":1}\n' })).types['label']).toBe('DOUBLE')
  })

  it('may be compressed, in one file as in others, and be one array', async () => {
    const { rows } = await convert({
      'a.json': '[{"id":1},\n {"id":2}]\n',
      'b.json.gz': gzipSync('{"id":3,"x":"y"}\n'),
      'c.json': '{"id":4}\n',
    })
    expect(rows.map((file) => file.map(({ id }) => id))).toEqual([['1', '2'], ['3'], ['4']])
  })

  it('an array may be one line of any length', async () => {
    const all = Array.from({ length: 200_000 }, (_, id) => ({ id, text: 'x'.repeat(100) }))
    expect((await convert({ 'a.json': JSON.stringify(all) })).rows[0]?.length).toBe(200_000)
  })

  it('files without rows have none', async () => {
    expect((await convert({ 'a.json': '', 'b.json': '{"id":1}\n' })).rows).toEqual([[], [{ id: '1' }]])
    const { rows, types } = await convert({ 'a.json': '' }, { names: ['id', 'label'] })
    expect([rows, types]).toEqual([[[]], { id: 'VARCHAR', label: 'DOUBLE' }])
  })

  it('rows keep their order, in files of several buffers that are read in parallel', async () => {
    const lines = Array.from({ length: 400_000 }, (_, id) => `{"id":${id},"text":"${'x'.repeat(60 + (id % 80))}"}`)
    expect(await countMisplaced('a.json', `${lines.join('\n')}\n`, world)).toEqual({ rows: '400000', misplaced: '0' })
  })

  it('only what is wanted is taken', async () => {
    expect((await convert({ 'a.json': '{"id":1,"x":2,"y":3}\n' }, { names: ['ID', 'y'] })).types).toEqual({
      id: 'BIGINT',
      y: 'BIGINT',
    })
  })

  it('keys with a number at their end are keys', async () => {
    expect((await convert({ 'a.json': '{"x":1,"x_1":2}\n' })).rows).toEqual([[{ x: '1', x_1: '2' }]])
  })

  it.each([
    ['a broken line', '{"x":1}\n{"x":2\n{"x":3}\n', 'bad.json, line 2: is no valid JSON'],
    ['a broken line, far down', `${'{"x":1}\n'.repeat(50_000)}{"x"\n`, 'bad.json, line 50001: is no valid JSON'],
    ['a line after an empty one', '{"x":1}\n\n{"x":\n', 'bad.json, line 3: is no valid JSON'],
    ['a line that is no object', '{"x":1}\n[1,2]\n', 'bad.json, line 2: is no JSON object'],
    ['a pretty-printed object', '{\n"x": 1\n}\n', 'bad.json, line 1: is no valid JSON'],
    ['a broken array', '[{"x":1},{"x"]', 'bad.json'],
    ['a byte order mark', '\ufeff{"x":1}\n', 'bad.json: starts with a byte order mark'],
    ['UTF-16', Buffer.from('\ufeff{"x":1}\n', 'utf16le'), 'bad.json is UTF-16'],
    ['Latin-1', Buffer.from('{"x":"caf\xe9"}\n', 'latin1'), 'bad.json, line 1: is not UTF-8'],
    ['CSV', 'x,y\n1,2\n', 'bad.json, line 1: is no valid JSON'],
    ['a key twice', '{"x":1,"x":2}\n', 'bad.json, line 1: Object {"x":1,"x":2} has duplicate key "x"'],
  ])('%s is told with file and line', async (_, text, message) => {
    await expect(convert({ 'bad.json': text })).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining(`s3://lake/${message}`),
    })
  })

  it('keys that differ only in case are refused: they would be one column', async () => {
    await expect(convert({ 'a.json': '{"x":1,"X":2}\n' })).rejects.toThrow('keys that differ from "x" only in case')
  })
})

describe('the output of a batch transform', () => {
  const scores = async (content: string, options: Parameters<typeof convertFiles>[2] = {}) =>
    (await convert({ 'part.csv.out': content }, options)).rows[0]

  it.each([
    ['bare numbers', '0.1\n0.25\n'],
    ['bare numbers and an empty line at the end', '0.1\n0.25\n\n'],
    ['arrays of one number', '[0.1]\n[0.25]\n'],
    ['objects', '{"score":0.1}\n{"score":0.25}\n'],
    ['a batch of numbers', '{"predictions":[0.1,0.25]}\n'],
    ['batches of objects', '{"predictions":[{"score":0.1}]}\n{"predictions":[{"score":0.25}]}\n'],
    ['a batch of arrays', '{"predictions":[[0.1],[0.25]]}\n'],
    [
      'numbers for inputs that are no objects',
      '{"SageMakerInput":[1,2],"SageMakerOutput":0.1}\n{"SageMakerInput":[1,2],"SageMakerOutput":0.25}\n',
    ],
  ])('may be %s', async (_, content) => {
    expect(await scores(content)).toEqual([{ score: 0.1 }, { score: 0.25 }])
  })

  it.each([
    ['with a number', '{"id":7,"score":9,"SageMakerOutput":0.1}\n'],
    ['with an object', '{"id":7,"SageMakerOutput":{"score":0.1}}\n'],
    ['with an array', '{"id":7,"SageMakerOutput":[0.1]}\n'],
    ['that is kept apart', '{"SageMakerInput":{"id":7},"SageMakerOutput":{"score":0.1}}\n'],
  ])('may be joined with the input %s', async (_, content) => {
    expect(await scores(content)).toEqual([{ id: '7', score: 0.1 }])
  })

  it('may have several columns, of CSV or arrays, which are then named', async () => {
    const names = { columnNames: ['id', 'class', 'score'] }
    const row = [{ id: '7', class: 'a', score: 0.1 }]
    expect(await scores('7,a,0.1\n', names)).toEqual(row)
    expect(await scores('[7,"a",0.1]\n', names)).toEqual(row)
    expect(await scores('{"SageMakerInput":null,"SageMakerOutput":[7,"a",0.1]}\n', names)).toEqual(row)
  })

  it('may be one batch of megabytes', async () => {
    const batch = Array.from({ length: 200_000 }, (_, row) => row / 7)
    const rows = await scores(JSON.stringify({ predictions: batch }))
    expect(rows?.map(({ score }) => score)).toEqual(batch)
  })

  it('keeps the digits of numbers', async () => {
    expect(await scores('{"id":9007199254740993,"SageMakerOutput":0.12345678901234568}\n')).toEqual([
      { id: '9007199254740993', score: 0.12345678901234568 },
    ])
  })

  it.each([
    ['several columns of CSV', '0.1,0.9\n', 'has 2 columns without names'],
    ['several columns of arrays', '[0.1,0.9]\n', 'has 2 columns without names'],
  ])('%s without names are an error that says how to name them', async (_, content, message) => {
    await expect(scores(content, { columnNamesKey: 'dataset.predictions.column_names' })).rejects.toMatchObject({
      message: `s3://lake/part.csv.out ${message}`,
      hint: 'name them in order: dataset.predictions.column_names: [name1, name2]',
    })
  })

  it.each([
    ['an array among objects', '{"score":1}\n[1]\n', 'line 2: is no JSON object'],
    ['arrays of different lengths', '[1]\n[1,2]\n', 'line 2: is of another shape than the first line'],
    ['an object among arrays', '[1]\n{"score":1}\n', 'line 2: is of another shape than the first line'],
    [
      'a line that SageMaker did not join',
      '{"SageMakerOutput":1}\n{"score":1}\n',
      'line 2: is of another shape than the first line',
    ],
    ['a broken line', '[1]\n[1\n', 'line 2: is no valid JSON'],
  ])('%s is told with the line', async (_, content, message) => {
    await expect(scores(content)).rejects.toMatchObject({ kind: 'data', message: `s3://lake/part.csv.out, ${message}` })
  })
})
