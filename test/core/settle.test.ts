// Expected numbers: the digits that doubles of the given size have.
import { expect, it } from 'vitest'
import { settle } from '../../src/core/settle.js'

const settled = (value: number, size: number) => settle({ values: [value], replicates: null }, size).values[0]

it.each([
  [5.551115123125783e-17, 1, 0],
  [-5.551115123125783e-17, 1, 0],
  [0.0001234567890123456, 1, 0.00012345678901],
  [1.2345678901234e-7, 1e6, 1.2e-7],
  [1.23456e-300, 1e-290, 1.23456e-300],
])('%d of terms of size %d keeps the digits that are its own: %d', (value, size, expected) => {
  expect(settled(value, size)).toBe(expected)
})

it.each([
  [0.123456789012345, 1],
  [123456.789012345, 0],
  [1e-20, 0],
])('%d of terms of size %d stays as it is', (value, size) => {
  expect(settled(value, size)).toBe(value)
})
