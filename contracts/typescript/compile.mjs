// Compiles clients and samples into dist, for npm: with the TypeScript of this folder if it is installed, else with the one on PATH, else
// with one that npm fetches for this once. npm installs no development dependencies of a folder that another project depends on.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FETCHED = "typescript@5.9.3";

const folder = fileURLToPath(new URL(".", import.meta.url));
const local = join(folder, "node_modules", "typescript", "bin", "tsc");
const isWindows = process.platform === "win32";

// Null: there is no such program.
function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: folder, stdio: "inherit", shell: isWindows });
  return error?.code === "ENOENT" ? null : status ?? 1;
}

const compiled = (existsSync(local) ? run(process.execPath, [local, "-p", "."]) : run("tsc", ["-p", "."]))
  ?? run("npm", ["exec", "--yes", `--package=${FETCHED}`, "--", "tsc", "-p", "."]);
process.exit(compiled ?? 1);
