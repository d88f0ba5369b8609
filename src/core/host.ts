/** The name of a host, without the namespace of its processes, which means nothing elsewhere or later. */
export function hostAlone(host: string): string {
  return host.split(' ')[0] ?? host
}
