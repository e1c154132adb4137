/** Names that mean something to Mermaid, XML, YAML, shells, terminals or JavaScript. */
export const NAMES: readonly string[] = [
  'a"b',
  "it's]",
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'line\nbreak',
  'end',
  'direction TB',
  'style:#x;',
  '%%{init: {"theme":"dark"}}%%',
  '&lt;b&gt; &#0; #quot;',
  '"`md **b**`"',
  '$$x^2$$',
  '\u001b[31mred\u001b[0m\u009b2J',
  '\u202eevil\u2066',
  '👩‍👩‍👧 שלום 中文',
  'A --> B',
  ':::cls@{ shape: rect }',
  'javascript:alert(1)',
  '![i](http://example.org/x.png)',
  '1. item',
  '`rm -rf`$(id)${X}',
  '__proto__',
  'constructor',
  ']]><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
  '<!-- --> -->',
  'W'.repeat(3000),
  ' ',
  '../../x',
];

/** One name wherever a name can stand: files by their path. */
export function filesNaming(name: string): Readonly<Record<string, string>> {
  const yaml = inYaml(name);
  const line = name.replaceAll('\n', ' ');
  const word = JSON.stringify(line);
  return {
    'compose.yaml': `services:
  ${yaml}:
    image: ${yaml}
    command: [jupyter, lab, ${yaml}]
    ports: [${yaml}, "8888:8888"]
    volumes: [{type: volume, source: ${yaml}, target: ${yaml}}]
    user: ${yaml}
    deploy: {replicas: ${yaml}}
volumes: {${yaml}: {}}
`,
    Dockerfile: `FROM ${line} AS ${line}
FROM ubuntu:22.04
LABEL x=${word}
RUN pip install ${word}
COPY --from=0 ${line} ${line}
USER ${line}
EXPOSE ${line}
CMD [${word}]
`,
    'run.sh': `docker run --name ${word} -p ${word} -v ${word}:/x ${word} ${word}\n`,
    'pod.yaml': `apiVersion: batch/v1
kind: Job
metadata: {name: ${yaml}}
spec: {template: {spec: {containers: [{name: ${yaml}, image: ${yaml}, resources: {limits: {${yaml}: ${yaml}}}}]}}}
`,
    'requirements.txt': `${line}\ntorch==${line}\n`,
  };
}

/** In double quotes, with escapes for all that is not ASCII. */
function inYaml(name: string): string {
  return JSON.stringify(name).replaceAll(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
