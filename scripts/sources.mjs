// The TypeScript sources as modules that a script can import: transpiled into build/<name>, which
// `remove` takes away again; with them other folders that import from src. Types are not checked.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function transpiled(name, others = []) {
  const built = join(root, 'build', name);
  const remove = () => rm(built, { recursive: true, force: true });
  await remove();
  for (const folder of ['src', ...others]) {
    for (const file of await readdir(join(root, folder), { recursive: true })) {
      if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
      const text = await readFile(join(root, folder, file), 'utf8');
      const { outputText } = ts.transpileModule(text, {
        fileName: file,
        compilerOptions: { target: 'ES2022', module: 'ESNext', verbatimModuleSyntax: true },
      });
      const target = join(built, folder, file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, outputText);
    }
  }
  return {
    load: (file, folder = 'src') => import(pathToFileURL(join(built, folder, file)).href),
    remove,
  };
}
