/** A value as Thrift's compact protocol writes it: to make footers that no writer at hand makes. */
export interface Encoded {
  readonly type: number
  readonly bytes: Buffer
}

export function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}

export function integer(value: number, type = 6): Encoded {
  return { type, bytes: varint(value < 0 ? -2 * value - 1 : 2 * value) }
}

export function flag(value: boolean): Encoded {
  return { type: value ? 1 : 2, bytes: Buffer.alloc(0) }
}

export function binary(value: string | Uint8Array): Encoded {
  const content = Buffer.from(value)
  return { type: 8, bytes: Buffer.concat([varint(content.length), content]) }
}

export function list(values: readonly Encoded[], type = 12): Encoded {
  const size = values.length
  const header = size < 15 ? Buffer.of((size << 4) | type) : Buffer.concat([Buffer.of(0xf0 | type), varint(size)])
  return { type: 9, bytes: Buffer.concat([header, ...values.map((value) => value.bytes)]) }
}

/** @param isLong whether field ids are written in full, as is allowed, and not as differences */
export function struct(fields: Readonly<Record<number, Encoded | undefined>>, isLong = false): Encoded {
  const parts: Buffer[] = []
  let last = 0
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue
    const id = Number(key)
    const delta = id - last
    const isShort = !isLong && delta > 0 && delta < 16
    parts.push(
      isShort ? Buffer.of((delta << 4) | value.type) : Buffer.concat([Buffer.of(value.type), integer(id).bytes]),
      value.bytes,
    )
    last = id
  }
  return { type: 12, bytes: Buffer.concat([...parts, Buffer.of(0)]) }
}
