import type { SourceFile } from '../core/data-source.js'
import type { FileChoice, World } from '../core/ports.js'
import { withoutEmptyFiles } from '../datasets/empty-files.js'
import type { ResolvedFiles } from '../datasets/resolve.js'
import { withoutData } from './without-data.js'

/** Of the files of sources, those that may have rows of the dataset: they are not empty, and their folders do not exclude it. */
export async function neededFiles(
  resolved: ResolvedFiles,
  sources: readonly string[],
  choice: Omit<FileChoice, 'columns'>,
  world: World,
): Promise<ResolvedFiles> {
  const files = withoutEmptyFiles(resolved.files, sources, world.log)
  return { ...resolved, files: await prune(files, { ...choice, columns: resolved.partitionColumns }, world) }
}

async function prune(listed: readonly SourceFile[], choice: FileChoice, world: World): Promise<readonly SourceFile[]> {
  if (choice.columns.length === 0 || (choice.filter === null && choice.time === null)) return listed
  const files = await withoutData(world, (session) => session.pruneFiles(listed, choice))
  if (files.length < listed.length) world.log.info(`${files.length} of ${listed.length} files are needed, by their folders`)
  return files
}
