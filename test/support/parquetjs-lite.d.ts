/** The part of parquetjs-lite that writes the fixtures; the package ships no types. */
declare module 'parquetjs-lite' {
  interface Field {
    readonly type: string
    readonly optional?: boolean
    readonly compression?: 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP'
  }

  interface Writer {
    setRowGroupSize(rows: number): void
    appendRow(row: Readonly<Record<string, unknown>>): Promise<void>
    close(): Promise<void>
  }

  interface Schema {
    readonly fields: Readonly<Record<string, unknown>>
  }

  const parquet: {
    readonly ParquetSchema: new (fields: Readonly<Record<string, Field>>) => Schema
    readonly ParquetWriter: {
      openFile(schema: Schema, path: string, options?: { readonly useDataPageV2?: boolean }): Promise<Writer>
    }
  }
  export = parquet
}
