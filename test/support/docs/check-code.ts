import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { moduleProject, plugInProject, valuesOf } from '../plug-ins.js'
import { temporaryFolder } from '../temporary-folder.js'
import { type Block, ROOT } from './blocks.js'
import { inWorld } from './worlds.js'

/** Of the four rows of the plug-in tests: two slices of two, and all. */
export async function sumsProblems({ text }: Block): Promise<string[]> {
  const params = { params: { price: 100 } }
  return differences(await valuesOf(await plugInProject({ module: './own.mjs', ...params }, { 'own.mjs': text })), [50, 50, 50])
}

export async function computeProblems({ text }: Block): Promise<string[]> {
  return differences(await valuesOf(await moduleProject(text)), [17, 36, 53])
}

export async function gmeanProblems({ text }: Block): Promise<string[]> {
  const metric = { command: ['python3', 'own.py'], direction: 'higher', columns: ['label', 'prediction'] }
  const values = await valuesOf(await plugInProject(metric, { 'own.py': text }))
  return differences(values, [Math.sqrt(0.9 * 0.8), Math.sqrt(0.2 * 0.7), (0.9 * 0.8 * 0.2 * 0.7) ** 0.25])
}

/** Runs a program that uses the library, beside the config. */
export async function recordProblems({ text }: Block): Promise<string[]> {
  return await inWorld('a day', async (world) => {
    Object.assign(process.env, world.env)
    const before = process.cwd()
    process.chdir(world.folder)
    try {
      await import(moduleOf(text, world.folder))
    } finally {
      process.chdir(before)
    }
    const stored = z
      .looseObject({ note: z.string() })
      .parse(JSON.parse(`${world.s3.get('models', 'churn/production.json')?.body}`))
    return stored.note === 'training 2026-11-15' ? [] : [`the production score is still that of ${stored.note}`]
  })
}

/** The text as a module that may import ctrain. */
export function moduleOf(text: string, folder = temporaryFolder('ctrain-module-')): string {
  mkdirSync(path.join(folder, 'node_modules'))
  symlinkSync(ROOT, path.join(folder, 'node_modules/ctrain'))
  const file = path.join(folder, 'example.mjs')
  writeFileSync(file, text)
  return file
}

function differences(actual: readonly (number | null)[], expected: readonly number[]): string[] {
  const isSame = expected.every((value, index) => Math.abs((actual[index] ?? Number.NaN) - value) < 1e-9)
  return isSame ? [] : [`its values are ${actual.join(', ')}, not ${expected.join(', ')}`]
}
