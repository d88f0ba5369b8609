import { printable } from './numbers.js'

/**
 * Different names as they are printed, no two of them alike: where two differ only in what is not printed, the later
 * one gets a number.
 */
export function distinct(names: readonly string[], print: (name: string) => string = printable): readonly string[] {
  const taken = new Set(names.filter((name) => print(name) === name))
  return names.map((name) => {
    const printed = print(name)
    if (printed === name) return name
    let free = printed
    for (let count = 2; taken.has(free); count++) free = `${printed} (${count})`
    taken.add(free)
    return free
  })
}
