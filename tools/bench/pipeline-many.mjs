/** `node pipeline-many.mjs FOLDER COUNT`: follows `train0.py`, `train1.py` and so on in one process. Fails when one says nothing. */
const { createNodeHost, readPipeline } = await import('../../dist/index.js');

const [folder, count] = process.argv.slice(2);
const host = { ...createNodeHost(), workingDirectory: folder };
for (let index = 0; index < Number(count); index += 1) {
  const target = `train${index}.py`;
  const { pipeline } = readPipeline(host, { target });
  if (!pipeline.elements.some(({ role }) => role === 'optimizer-step')) throw new Error(`${target} does not train`);
}
