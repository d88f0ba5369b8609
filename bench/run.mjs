// All benches, or one: `npm run bench [-- --only startup|speed|pull|coverage …]`; what follows is handed on.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const BENCHES = {
  startup: [process.execPath, 'bench/startup/run.mjs'],
  speed: [process.execPath, 'bench/speed/run.mjs'],
  pull: [process.execPath, '--import', 'tsx', 'bench/pull/run.ts'],
  coverage: [process.execPath, '--import', 'tsx', 'bench/coverage/run.ts'],
}

const args = process.argv.slice(2)
const at = args.indexOf('--only')
const only = at === -1 ? null : args.splice(at, 2)[1]
if (only !== null && !(only in BENCHES)) {
  console.error(`there is no bench ${only}; choose from ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}
let status = 0
for (const [name, [command, ...rest]] of Object.entries(BENCHES)) {
  if (only !== null && name !== only) continue
  console.log(`== ${name}`)
  const result = spawnSync(command, [...rest, ...(only === null ? [] : args)], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
  })
  status ||= result.status ?? 1
  console.log('')
}
process.exit(status)
