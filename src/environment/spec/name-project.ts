/** A project's name from that of its folder: `ResNet 50 (v2)` → `resnet-50-v2`; `project` when nothing of it can be used. */
export function nameProject(folderName: string): string {
  const name = folderName
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');
  return name === '' ? 'project' : name;
}
