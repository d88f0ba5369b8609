/** The part of dynalite that the tests use; the package ships no types. */
declare module 'dynalite' {
  /** A DynamoDB that keeps its tables in memory. */
  const dynalite: (options?: { readonly createTableMs?: number }) => import('node:http').Server
  export = dynalite
}
