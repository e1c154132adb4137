import { remoteAccessFindings } from '../findings/catalog/remote-access.js';
import type { ServiceFacts } from '../graph/node.js';
import { isEveryAddress, optionValue } from './arguments.js';
import type { Rule } from './rule.js';
import { hostPortOf, loopbackMend, openMapping, runningServices } from './running-services.js';

const SSH_PORT = 22;

const sshOpenToAll: Rule = {
  code: 'SSH-04',
  check: (graph) => {
    const servers = runningServices(graph).filter(({ service }) => service.facts.role === 'ssh');
    return graph.nodesOf('container').flatMap((container) => {
      const started = servers.find((server) => server.container === container)?.service.facts.port?.value;
      const port = started ?? SSH_PORT;
      const mapping = openMapping(container, port);
      return mapping
        ? [
            remoteAccessFindings.sshOpenToAll(
              { hostPort: hostPortOf(mapping, port) },
              mapping.place,
              loopbackMend(mapping),
            ),
          ]
        : [];
    });
  },
};

/** Tools that have no login, and the options by which they are told to listen on every address. */
const TOOLS_WITHOUT_LOGIN: Readonly<Record<string, { readonly listens: (facts: ServiceFacts) => number | undefined }>> =
  {
    TensorBoard: {
      listens: ({ argv, port }) =>
        argv.some((word) => /^--bind_all(?:=true)?$/i.test(word)) || isEveryAddress(optionValue(argv, ['--host']) ?? '')
          ? port?.value
          : undefined,
    },
    MLflow: {
      listens: ({ argv, port }) =>
        isEveryAddress(optionValue(argv, ['--host', '-h']) ?? '') && optionValue(argv, ['--app-name']) === undefined
          ? port?.value
          : undefined,
    },
    Ray: {
      listens: ({ argv }) =>
        isEveryAddress(optionValue(argv, ['--dashboard-host']) ?? '')
          ? Number(optionValue(argv, ['--dashboard-port']) ?? 8265)
          : undefined,
    },
  };

const toolOpenToAll: Rule = {
  code: 'NET-01',
  check: (graph) =>
    runningServices(graph).flatMap(({ container, service }) => {
      const { program } = service.facts;
      const tool = Object.hasOwn(TOOLS_WITHOUT_LOGIN, program) ? TOOLS_WITHOUT_LOGIN[program] : undefined;
      const port = tool?.listens(service.facts);
      const mapping = port === undefined ? undefined : openMapping(container, port);
      if (!mapping || port === undefined) return [];
      return [
        remoteAccessFindings.toolOpenToAll(
          { program, port, hostPort: hostPortOf(mapping, port) },
          mapping.place,
          loopbackMend(mapping),
        ),
      ];
    }),
};

const hostNetwork: Rule = {
  code: 'NET-02',
  check: (graph) =>
    graph
      .nodesOf('container')
      .flatMap(({ label, facts }) =>
        facts.settings
          .filter(({ name, value }) => name === 'network' && value === 'host')
          .map(({ place }) => remoteAccessFindings.hostNetwork({ container: label }, place)),
      ),
};

export const remoteAccessRules: readonly Rule[] = [sshOpenToAll, toolOpenToAll, hostNetwork];
