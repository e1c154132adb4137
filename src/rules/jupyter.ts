import { jupyterFindings } from '../findings/catalog/jupyter.js';
import type { Finding } from '../findings/finding.js';
import type { GraphIndex } from '../graph/graph.js';
import type { EnvironmentVariable, ServiceNode } from '../graph/node.js';
import { isEmptyValue, isEveryAddress, isLiteral, optionValue } from './arguments.js';
import type { Rule } from './rule.js';
import { hostPortOf, loopbackMend, openMapping, runningServices } from './running-services.js';

/** The classes under which Jupyter's settings were and are known. */
const CLASSES = ['ServerApp', 'NotebookApp', 'LabApp', 'IdentityProvider', 'PasswordIdentityProvider'] as const;

function setting(...names: readonly string[]): readonly string[] {
  return CLASSES.flatMap((name) => names.map((trait) => `--${name}.${trait}`));
}

const TOKEN = setting('token');
const PASSWORD = setting('password', 'hashed_password');
const ADDRESS = ['--ip', ...setting('ip')];
const ALLOW_ROOT = ['--allow-root', ...setting('allow_root')];

/** Options that switch a protection off, with the value that does it and what that means. */
const WEAKENING: readonly { readonly names: readonly string[]; readonly value: RegExp; readonly effect: string }[] = [
  { names: setting('allow_origin'), value: /^['"]?\*['"]?$/, effect: 'lets every web page talk to Jupyter' },
  {
    names: setting('allow_origin_pat'),
    value: /^['"]?\^?\.\*\$?['"]?$/,
    effect: 'lets every web page talk to Jupyter',
  },
  {
    names: setting('disable_check_xsrf'),
    value: /^(?:true|1)$/i,
    effect: 'lets other web pages send requests as the user',
  },
];

const noToken: Rule = {
  code: 'JUP-01',
  check: (graph) =>
    jupyterServices(graph).flatMap((service) => {
      const { argv } = service.facts;
      const option = TOKEN.find((name) => isGivenEmpty(argv, name));
      const hasPassword = PASSWORD.some((name) => !isEmptyValue(optionValue(argv, [name]) ?? ''));
      return option && !hasPassword ? [jupyterFindings.noToken({ option }, service.origins[0])] : [];
    }),
};

const allowRoot: Rule = {
  code: 'JUP-02',
  check: (graph) =>
    jupyterServices(graph)
      .filter(({ facts }) => /^(?:|true|1)$/i.test(optionValue(facts.argv, ALLOW_ROOT) ?? 'absent'))
      .map((service) => jupyterFindings.allowRoot({}, service.origins[0])),
};

const openToAll: Rule = {
  code: 'JUP-03',
  check: (graph) =>
    runningServices(graph).flatMap(({ container, service }) => {
      const { role, port, argv } = service.facts;
      if (role !== 'jupyter' || !port || !isEveryAddress(optionValue(argv, ADDRESS) ?? '')) return [];
      const mapping = openMapping(container, port.value);
      const hostPort = mapping && hostPortOf(mapping, port.value);
      return mapping
        ? [jupyterFindings.openToAll({ port: port.value, hostPort }, mapping.place, loopbackMend(mapping))]
        : [];
    }),
};

const weakened: Rule = {
  code: 'JUP-04',
  check: (graph) =>
    jupyterServices(graph).flatMap((service) =>
      WEAKENING.flatMap(({ names, value, effect }) => {
        const option = names.find((name) => value.test(optionValue(service.facts.argv, [name]) ?? ''));
        return option ? [jupyterFindings.weakened({ option, effect }, service.origins[0])] : [];
      }),
    ),
};

const literalToken: Rule = {
  code: 'JUP-05',
  check: (graph) => [
    ...jupyterServices(graph)
      .filter(({ facts }) => isLiteral(optionValue(facts.argv, TOKEN) ?? ''))
      .map((service) => jupyterFindings.literalToken({ where: 'the command that starts it' }, service.origins[0])),
    ...[...graph.nodesOf('stage'), ...graph.nodesOf('container')].flatMap(({ facts }) => tokenVariables(facts)),
  ],
};

export const jupyterRules: readonly Rule[] = [noToken, allowRoot, openToAll, weakened, literalToken];

function jupyterServices(graph: GraphIndex): readonly ServiceNode[] {
  return graph.nodesOf('service').filter(({ facts }) => facts.role === 'jupyter' && facts.program !== 'JupyterHub');
}

function isGivenEmpty(argv: readonly string[], name: string): boolean {
  const value = optionValue(argv, [name]);
  return value !== undefined && isEmptyValue(value);
}

function tokenVariables({ environment }: { readonly environment: readonly EnvironmentVariable[] }): Finding[] {
  return environment
    .filter(({ name, value }) => name === 'JUPYTER_TOKEN' && isLiteral(value ?? ''))
    .map(({ place }) => jupyterFindings.literalToken({ where: 'the variable JUPYTER_TOKEN' }, place));
}
