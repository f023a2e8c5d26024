// The TypeScript sources as modules that a script can import: transpiled into build/<name>, which
// `remove` takes away again. Types are not checked here.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function transpiled(name) {
  const sources = join(root, 'src');
  const built = join(root, 'build', name);
  const remove = () => rm(built, { recursive: true, force: true });
  await remove();
  for (const file of await readdir(sources, { recursive: true })) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
    const text = await readFile(join(sources, file), 'utf8');
    const { outputText } = ts.transpileModule(text, {
      fileName: file,
      compilerOptions: { target: 'ES2022', module: 'ESNext', verbatimModuleSyntax: true },
    });
    const target = join(built, file.replace(/\.ts$/, '.js'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, outputText);
  }
  return { load: (file) => import(pathToFileURL(join(built, file)).href), remove };
}
