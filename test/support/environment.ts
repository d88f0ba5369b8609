import { afterAll } from 'vitest'
import { removeTemporaryFolders } from './temporary-folder.js'

/** No test may reach AWS or the developer's own profile. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
process.env.AWS_EC2_METADATA_DISABLED = 'true'
process.env.AWS_CONFIG_FILE = '/dev/null'
process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null'
for (const name of Object.keys(process.env)) {
  if (/^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|REGION|DEFAULT_REGION|ENDPOINT_URL.*)$/.test(name)) {
    delete process.env[name]
  }
}
delete process.env.FORCE_COLOR
delete process.env.NO_COLOR
// Where the tests themselves run in an action of GitHub.
delete process.env.GITHUB_ACTIONS
delete process.env.GITHUB_STEP_SUMMARY

// Test files share a process one after the other: each finds the environment as the first one did.
const own = { ...process.env }
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(own, name)) delete process.env[name]
  Object.assign(process.env, own)
  removeTemporaryFolders()
})
