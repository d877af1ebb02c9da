// Runs a Python file on CPython 3.14 in WebAssembly: node run_314.mjs PYODIDE FOLDERS SCRIPT ARGUMENT...
// FOLDERS is JSON: folders of this machine by where that Python sees them. It imports from them, in their order.
import { pathToFileURL } from "node:url";

const [pyodide, folders, ...given] = process.argv.slice(2);
const mounts = Object.entries(JSON.parse(folders));
const { loadPyodide } = await import(pathToFileURL(pyodide));
const python = await loadPyodide({ env: { HOME: "/tmp", PYTHONDONTWRITEBYTECODE: "1" } });
for (const [place, folder] of mounts) {
  python.FS.mkdirTree(place);
  python.mountNodeFS(place, folder);
}
python.globals.set("places", python.toPy(mounts.map(([place]) => place)));
python.globals.set("given", python.toPy(given));
const status = await python.runPythonAsync(`
import runpy, sys, traceback, warnings

sys.argv = list(given)
sys.path[:0] = list(places)
warnings.simplefilter("error")
status = 0
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as end:
    status = int(end.code or 0)
except BaseException:
    traceback.print_exc()
    status = 1
sys.stdout.flush()
status
`);
process.exit(status);
