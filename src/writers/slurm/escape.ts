/** A name that needs no quotes in a `#SBATCH` line and in a file name. */
export function toJobName(text: string): string {
  const name = text.replaceAll(/[^\w.-]+/g, '-').replace(/^[-.]+/, '');
  return name === '' ? 'torchdock' : name;
}
