import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file whole or not at all: beside it under a temporary name, flushed, then renamed.
 * Rejects with what went wrong; the older file and nothing else is left then.
 */
export async function saveFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
